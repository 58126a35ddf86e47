/// One committed transaction of a write-ahead log: page images in the order of writing.
package struct SQLiteWALTransaction: Equatable, Sendable {
  /// Bytes in each image.
  package let pageByteCount: Int
  /// The page of each frame, from 1; a page may occur more than once.
  package internal(set) var pageNumbers: [Int] = []
  /// Pages in the database after the transaction; pages beyond are cut off.
  package internal(set) var databasePageCount = 0
  var images: [UInt8] = []

  /// A transaction without frames.
  init(pageByteCount: Int) { self.pageByteCount = pageByteCount }

  /// The count of page images written.
  package var frameCount: Int { pageNumbers.count }

  /// The page image of a frame.
  package func image(at frame: Int) -> ArraySlice<UInt8> {
    images[frame * pageByteCount..<(frame + 1) * pageByteCount]
  }
}
