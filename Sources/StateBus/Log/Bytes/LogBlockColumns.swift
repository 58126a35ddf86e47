internal import CFormat

/// A column of a block that a batch doesn't store as whole 64-bit numbers, in the block's order.
///
/// The last column is derived and not stored.
enum LogBlockColumn: Int {
  case source, offset, count, form, intentLength, runLength, payloadCount

  /// The columns that every row of a block has, in order.
  static let ofEveryRow: [LogBlockColumn] = [.source, .offset, .count, .form, .intentLength]
  /// The maximum of rows in a block.
  static let rowLimit = Int(MMSB_LOG_BLOCK_ROWS)
}

/// Memory for these columns of one block, in numbers wide enough for the values.
@safe
struct LogBlockColumns<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>: ~Copyable {
  private let memory = LogBuffer(
    capacity: 7 * LogBlockColumn.rowLimit * MemoryLayout<Number>.size)

  /// The first number of a column, which has room for `rowLimit` numbers.
  @unsafe
  func start(of column: LogBlockColumn) -> UnsafeMutablePointer<Number> {
    unsafe memory.start.assumingMemoryBound(to: Number.self)
      + column.rawValue * LogBlockColumn.rowLimit
  }

  /// A row's number in a column.
  @inline(__always)
  subscript(column: LogBlockColumn, row: Int) -> Int {
    // Safe: column and row are inside the memory; numbers that were checked fit an Int.
    get { unsafe Int(truncatingIfNeeded: start(of: column)[row]) }
    nonmutating set { unsafe start(of: column)[row] = Number(truncatingIfNeeded: newValue) }
  }
}
