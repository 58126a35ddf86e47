extension ByteModel {
  /// One byte a run: bit 7 set for clear bits, bits 0 to 6 its length, at most 127.
  public static func rleEncode(_ mask: [Bool]) -> [UInt8] {
    var runs: [UInt8] = []
    runs.reserveCapacity(mask.count)
    var index = 0
    while index < mask.count {
      var end = index + 1
      while end < mask.count, end - index < 127, mask[end] == mask[index] { end += 1 }
      runs.append(UInt8(end - index) | (mask[index] ? 0 : 0x80))
      index = end
    }
    return runs
  }

  /// The flags that runs describe, however many those are.
  public static func rleDecode(_ runs: [UInt8]) -> [Bool] {
    var mask: [Bool] = []
    for run in runs {
      mask.append(contentsOf: repeatElement(run & 0x80 == 0, count: Int(run & 0x7f)))
    }
    return mask
  }

  /// CRC-32C of bytes, bit by bit (RFC 3720: reflected polynomial 82f63b78, inverted before and
  /// after).
  public static func crc32c(_ bytes: [UInt8], continuing start: UInt32 = 0) -> UInt32 {
    var crc = ~start
    for byte in bytes {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1 == 1 ? 0x82f6_3b78 : 0) }
    }
    return ~crc
  }
}
