/// The numbers that ids are coded relative to; all zero at the start of each commit.
struct LogRegisters {
  var id: UInt64 = 0
  var page: UInt64 = 0
  var epoch: UInt64 = 0
  var timestamp: UInt64 = 0
}

/// Maps differences near zero, of either sign, to small numbers.
@inline(__always)
func zigzag(_ difference: UInt64) -> UInt64 {
  (difference &<< 1) ^ UInt64(bitPattern: Int64(bitPattern: difference) &>> 63)
}

/// The difference that `zigzag` mapped to a number.
@inline(__always)
func unzigzag(_ number: UInt64) -> UInt64 { (number &>> 1) ^ (0 &- (number & 1)) }
