internal import Support

/// The fields of a database's first page that distinguish the database's states.
struct SQLiteFirstPage: Equatable {
  /// The count of changes of the first page; wraps at 2^32.
  let changeCounter: UInt32
  /// Whether the database is in WAL mode, which is write version 2.
  let isInWALMode: Bool
  /// Pages in the database; nil if an old program left the field out of date.
  let pageCount: Int?

  /// Reads the fields of the first page's image.
  init(_ image: ArraySlice<UInt8>) {
    func word(_ offset: Int) -> UInt32 {
      UInt32(bigEndian: image.dropFirst(offset).prefix(4))
    }
    changeCounter = word(24)
    isInWALMode = image[image.startIndex + 18] == 2
    let isCurrent = word(92) == word(24) && word(28) > 0
    pageCount = isCurrent ? Int(word(28)) : nil
  }

  /// The count of changes of the first page between an older state and this state.
  func changes(since older: SQLiteFirstPage) -> Int {
    Int(Int32(bitPattern: changeCounter &- older.changeCounter))
  }
}
