/// A row of one results file. Its columns are the one description of the file.
package protocol ResultRow: Sendable {
  /// The file's name in a results folder.
  static var fileName: String { get }
  /// Every column in order.
  static var columns: [ResultColumn<Self>] { get }
  /// The number of columns that each version after the first appended.
  static var appendedColumnCounts: [Int] { get }
  /// The cell that the row describes.
  var keys: CellKeys { get set }
  /// An empty row.
  init()
}
