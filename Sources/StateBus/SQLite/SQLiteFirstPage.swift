internal import Support

/// The fields of a database's first page that tell one state of the database from another.
struct SQLiteFirstPage: Equatable {
  /// How many changes of the first page it has seen; wraps.
  let changeCounter: UInt32
  /// Whether the database is in WAL mode: its write version is 2.
  let isInWALMode: Bool
  /// Pages in the database; nil where an old program left the field out of date.
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

  /// How many changes of the first page lie between an older state and this one.
  func changes(since older: SQLiteFirstPage) -> Int {
    Int(Int32(bitPattern: changeCounter &- older.changeCounter))
  }
}
