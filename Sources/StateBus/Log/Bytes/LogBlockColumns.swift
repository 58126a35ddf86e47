internal import CFormat

/// Memory for the columns of one block that a batch doesn't keep as whole 64-bit numbers.
@safe
struct LogBlockColumns: ~Copyable {
  /// A column, in the order in which a block has them; the last one is derived.
  enum Name: Int {
    case source, offset, count, form, intentLength, runLength, payloadCount
  }

  /// The columns that every row of a block has, in order.
  static let ofEveryRow: [Name] = [.source, .offset, .count, .form, .intentLength]
  /// The most rows of a block.
  static let rowLimit = Int(MMSB_LOG_BLOCK_ROWS)

  private let memory = LogBuffer(capacity: 7 * rowLimit * 8)

  /// The first number of a column; there is room for `rowLimit`.
  @unsafe
  func start(of column: Name) -> UnsafeMutablePointer<UInt64> {
    unsafe memory.start.assumingMemoryBound(to: UInt64.self) + column.rawValue * Self.rowLimit
  }

  /// A row's number in a column.
  @inline(__always)
  subscript(column: Name, row: Int) -> Int {
    // Safe: both are inside the memory; numbers that were checked fit an Int.
    get { unsafe Int(truncatingIfNeeded: start(of: column)[row]) }
    nonmutating set { unsafe start(of: column)[row] = UInt64(truncatingIfNeeded: newValue) }
  }
}
