extension FixedWidthInteger where Self: UnsignedInteger {
  /// Reads bytes, least significant first; there must be exactly as many as the type has.
  @inlinable package init(littleEndian bytes: ArraySlice<UInt8>) {
    precondition(bytes.count == Self.bitWidth / 8, "an integer is read from all of its bytes")
    self = bytes.reversed().reduce(0) { $0 << 8 | Self($1) }
  }

  /// Reads bytes, most significant first; there must be exactly as many as the type has.
  @inlinable package init(bigEndian bytes: ArraySlice<UInt8>) {
    precondition(bytes.count == Self.bitWidth / 8, "an integer is read from all of its bytes")
    self = bytes.reduce(0) { $0 << 8 | Self($1) }
  }
}

extension Array where Element == UInt8 {
  /// Appends an integer, least significant byte first.
  @inlinable package mutating func append<Value: FixedWidthInteger>(littleEndian value: Value) {
    for byte in 0..<Value.bitWidth / 8 {
      append(UInt8(truncatingIfNeeded: value >> (8 * byte)))
    }
  }
}

extension Array where Element == UInt8 {
  /// Appends a field behind its 32-bit length; the caller has checked that the length fits.
  @inlinable package mutating func append(field: [UInt8]) {
    append(littleEndian: UInt32(field.count))
    self += field
  }
}
