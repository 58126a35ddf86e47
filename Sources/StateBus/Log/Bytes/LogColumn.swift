internal import CFormat

/// One column of a block: a number for each row, in the fewest bytes that one width for all rows
/// allows.
///
/// Equal numbers and numbers with equal steps take no bytes a row; others take 1, 2, 4 or 8 bytes
/// each, as the difference to the smallest number. So a column decodes in wide loads.
enum LogColumn {
  /// An upper bound of the bytes of a column with that many rows.
  static func bound(_ rows: Int) -> Int { 1 + 2 * LogNumber.longest + 8 * rows }

  /// Writes a column, for whose bound the caller has room; answers the first byte behind it.
  @unsafe
  static func store<Number: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ values: UnsafePointer<Number>, count: Int, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let first = unsafe UInt64(values[0])
    if let step = unsafe step(values, count) {
      let tag = step == 0 ? MMSB_LOG_COLUMN_CONSTANT : MMSB_LOG_COLUMN_STEP
      let next = unsafe storeHead(tag, base: first, at: start)
      guard step != 0 else { return unsafe next }
      return unsafe LogNumber.store(LogNumber.zigzag(step), at: next)
    }
    let (low, high) = unsafe range(values, count)
    let tag = tag(for: high - low)
    let next = unsafe storeHead(tag, base: low, at: start)
    switch tag {
    case 1: return unsafe storeRest(values, count, low, as: UInt8.self, at: next)
    case 2: return unsafe storeRest(values, count, low, as: UInt16.self, at: next)
    case 3: return unsafe storeRest(values, count, low, as: UInt32.self, at: next)
    default: return unsafe storeRest(values, count, low, as: UInt64.self, at: next)
    }
  }

  /// Reads a column of `count` rows into `values`, which has room for them.
  @unsafe
  static func read(
    _ cursor: inout LogBodyCursor, into values: UnsafeMutablePointer<UInt64>, count: Int
  ) throws(LogFault) {
    let head = try cursor.readByte()
    guard head & ~UInt8(MMSB_LOG_COLUMN_BITS) == 0 else { throw .body }
    let base = head & UInt8(MMSB_LOG_COLUMN_HAS_BASE) == 0 ? 0 : try cursor.readNumber()
    let tag = Int(head) & Int(MMSB_LOG_COLUMN_WIDTH_MASK)
    switch tag {
    case 0: unsafe values.update(repeating: base, count: count)
    case 1: unsafe try readRest(&cursor, base, as: UInt8.self, into: values, count)
    case 2: unsafe try readRest(&cursor, base, as: UInt16.self, into: values, count)
    case 3: unsafe try readRest(&cursor, base, as: UInt32.self, into: values, count)
    case 4: unsafe try readRest(&cursor, base, as: UInt64.self, into: values, count)
    case Int(MMSB_LOG_COLUMN_STEP):
      let step = try cursor.readDifference()
      for row in 0..<count { unsafe values[row] = base &+ step &* UInt64(row) }
    default: throw .body
    }
  }
}

// Safe in this whole extension: callers pass counts of values and bytes that exist.
extension LogColumn {
  /// The step from each number to the next, if all steps are equal.
  @unsafe @inline(__always)
  private static func step<Number: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Number>, _ count: Int
  ) -> UInt64? {
    guard count > 1 else { return 0 }
    let step = unsafe UInt64(values[1]) &- UInt64(values[0])
    // Unequal steps usually show in the first three numbers; the loop over all has no branch a row.
    guard unsafe count < 3 || UInt64(values[2]) &- UInt64(values[1]) == step else { return nil }
    var difference: UInt64 = 0
    for row in 1..<count {
      unsafe difference |= (UInt64(values[row]) &- UInt64(values[row - 1])) ^ step
    }
    return difference == 0 ? step : nil
  }

  @unsafe @inline(__always)
  private static func range<Number: FixedWidthInteger & UnsignedInteger>(
    _ values: UnsafePointer<Number>, _ count: Int
  ) -> (low: UInt64, high: UInt64) {
    var (low, high) = unsafe (values[0], values[0])
    for row in 1..<count {
      unsafe low = min(low, values[row])
      unsafe high = max(high, values[row])
    }
    return (UInt64(low), UInt64(high))
  }

  private static func tag(for range: UInt64) -> Int {
    switch range {
    case 0...UInt64(UInt8.max): 1
    case 0...UInt64(UInt16.max): 2
    case 0...UInt64(UInt32.max): 3
    default: 4
    }
  }

  @unsafe
  private static func storeHead(
    _ tag: Int, base: UInt64, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let mark = base == 0 ? 0 : MMSB_LOG_COLUMN_HAS_BASE
    unsafe start.storeBytes(of: UInt8(tag | mark), as: UInt8.self)
    return base == 0 ? unsafe start + 1 : unsafe LogNumber.store(base, at: start + 1)
  }

  @unsafe @inline(__always)
  private static func storeRest<
    Number: FixedWidthInteger & UnsignedInteger,
    Width: FixedWidthInteger & UnsignedInteger & BitwiseCopyable
  >(
    _ values: UnsafePointer<Number>, _ count: Int, _ base: UInt64, as: Width.Type,
    at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    let size = MemoryLayout<Width>.size
    let base = Number(truncatingIfNeeded: base)
    for row in 0..<count {
      let rest = unsafe Width(truncatingIfNeeded: values[row] &- base)
      unsafe start.storeBytes(of: rest, toByteOffset: row &* size, as: Width.self)
    }
    return unsafe start + count * size
  }

  @unsafe @inline(__always)
  private static func readRest<Width: FixedWidthInteger & UnsignedInteger & BitwiseCopyable>(
    _ cursor: inout LogBodyCursor, _ base: UInt64, as: Width.Type,
    into values: UnsafeMutablePointer<UInt64>, _ count: Int
  ) throws(LogFault) {
    let size = MemoryLayout<Width>.size
    guard count * size <= cursor.byteCount else { throw .body }
    let start = unsafe cursor.read(count * size)
    for row in 0..<count {
      let rest = unsafe start.loadUnaligned(fromByteOffset: row &* size, as: Width.self)
      unsafe values[row] = base &+ UInt64(rest)
    }
  }
}
