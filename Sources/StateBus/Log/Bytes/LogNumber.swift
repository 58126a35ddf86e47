/// The coding of numbers in records: seven bits a byte, the least significant first.
enum LogNumber {
  /// Bytes of the longest number.
  static let longest = 10

  /// Writes a number; answers the first byte behind it. The caller has room for `longest` bytes.
  @unsafe @inline(__always)
  static func store(
    _ number: UInt64, at start: UnsafeMutableRawPointer
  ) -> UnsafeMutableRawPointer {
    var (rest, next) = unsafe (number, start)
    while rest >= 0x80 {
      unsafe next.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, as: UInt8.self)
      rest &>>= 7
      unsafe next += 1
    }
    unsafe next.storeBytes(of: UInt8(truncatingIfNeeded: rest), as: UInt8.self)
    return unsafe next + 1
  }

  /// Maps differences near zero, of either sign, to small numbers.
  @inline(__always)
  static func zigzag(_ difference: UInt64) -> UInt64 {
    (difference &<< 1) ^ UInt64(bitPattern: Int64(bitPattern: difference) &>> 63)
  }

  /// The difference that `zigzag` mapped to a number.
  @inline(__always)
  static func unzigzag(_ number: UInt64) -> UInt64 { (number &>> 1) ^ (0 &- (number & 1)) }
}
