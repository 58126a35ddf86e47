/// Walks a record's body, whose CRC may still be unknown; a value that does not fit is a fault.
@safe
struct LogBodyCursor {
  private var next: UnsafeRawPointer
  private let end: UnsafeRawPointer

  /// A body of `count` bytes; the caller keeps them valid while the cursor is used.
  @unsafe init(_ start: UnsafeRawPointer, count: Int) {
    unsafe next = unsafe start
    unsafe end = unsafe start + count
  }

  /// Bytes left.
  var byteCount: Int { unsafe end - next }

  /// Reads one byte.
  @inline(__always)
  mutating func readByte() throws(LogFault) -> UInt8 {
    guard unsafe next < end else { throw .body }
    defer { unsafe next += 1 }
    return unsafe next.load(as: UInt8.self)
  }

  /// Reads a number; more than 64 bits is a fault.
  @inline(__always)
  mutating func readNumber() throws(LogFault) -> UInt64 {
    guard unsafe next < end else { throw .body }
    // Safe, here and below: a byte is read only where next < end.
    let first = unsafe next.load(as: UInt8.self)
    unsafe next += 1
    return first < 0x80 ? UInt64(first) : try readRest(of: first)
  }

  private mutating func readRest(of first: UInt8) throws(LogFault) -> UInt64 {
    var number = UInt64(first & 0x7f)
    var shift: UInt64 = 7
    while unsafe next < end {
      let byte = unsafe next.load(as: UInt8.self)
      unsafe next += 1
      if shift == 63, byte > 1 { throw .body }
      number |= UInt64(byte & 0x7f) &<< shift
      if byte < 0x80 { return number }
      shift += 7
    }
    throw .body
  }

  /// Reads a number that must not exceed a bound, for a length, an offset or an index.
  @inline(__always)
  mutating func readNumber(atMost bound: Int, or fault: LogFault = .body) throws(LogFault) -> Int {
    let number = try readNumber()
    guard number <= UInt64(bound) else { throw fault }
    return Int(number)
  }

  /// Reads a difference that `zigzag` coded.
  @inline(__always)
  mutating func readDifference() throws(LogFault) -> UInt64 { LogNumber.unzigzag(try readNumber()) }

  /// Reads `count` of the bytes left; the pointer is valid as long as the body.
  @unsafe @inline(__always)
  mutating func read(_ count: Int) -> UnsafeRawPointer {
    precondition(count >= 0 && count <= byteCount, "a field lies inside its body")
    defer { unsafe next += count }
    return unsafe next
  }

  /// Reads all bytes left; the pointer is valid as long as the body.
  @unsafe @inline(__always)
  mutating func readRest() -> UnsafeRawBufferPointer {
    let count = byteCount
    return unsafe UnsafeRawBufferPointer(start: read(count), count: count)
  }

  /// Reads `count` of the bytes left into an array.
  mutating func readBytes(_ count: Int) -> [UInt8] {
    let start = unsafe read(count)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}
