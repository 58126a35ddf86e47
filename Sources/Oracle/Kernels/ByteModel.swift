/// The reference model of every kernel: one byte or one bit at a time, flags as `Bool`.
///
/// The model stays simple, so that a reader can see at a glance that it is right.
public enum ByteModel {
  /// The page with the payload's bytes where the mask is set.
  public static func applyDense(_ payload: [UInt8], mask: [Bool], to page: [UInt8]) -> [UInt8] {
    var result = page
    for index in mask.indices where mask[index] { result[index] = payload[index] }
    return result
  }

  /// The page with the packed bytes, in order, where the mask is set.
  public static func applySparse(_ packed: [UInt8], mask: [Bool], to page: [UInt8]) -> [UInt8] {
    var result = page
    var taken = 0
    for index in mask.indices where mask[index] {
      result[index] = packed[taken]
      taken += 1
    }
    return result
  }

  /// The mask with a flag set where either mask has one.
  public static func unite(_ first: [Bool], _ second: [Bool]) -> [Bool] {
    var result = first
    for index in second.indices where second[index] { result[index] = true }
    return result
  }

  /// The mask of the bytes that differ.
  public static func diff(from old: [UInt8], to new: [UInt8]) -> [Bool] {
    var mask = [Bool](repeating: false, count: old.count)
    for index in old.indices where old[index] != new[index] { mask[index] = true }
    return mask
  }

  /// The bytes where the mask is set, in order.
  public static func compress(_ bytes: [UInt8], mask: [Bool]) -> [UInt8] {
    var packed: [UInt8] = []
    packed.reserveCapacity(bytes.count)
    for index in mask.indices where mask[index] { packed.append(bytes[index]) }
    return packed
  }

  /// Flags from bytes: any value but zero is set.
  public static func pack(_ flags: [UInt8]) -> [Bool] {
    var mask = [Bool](repeating: false, count: flags.count)
    for index in flags.indices where flags[index] != 0 { mask[index] = true }
    return mask
  }

  /// Bytes from flags, 0 and 1.
  public static func unpack(_ mask: [Bool]) -> [UInt8] {
    var flags = [UInt8](repeating: 0, count: mask.count)
    for index in mask.indices where mask[index] { flags[index] = 1 }
    return flags
  }

  /// The number of set flags.
  public static func population(of mask: [Bool]) -> Int {
    var total = 0
    for flag in mask where flag { total += 1 }
    return total
  }

  /// The target mask united with `source` from `offset` on, and the number of newly set flags.
  public static func unite(
    _ source: [Bool], into target: [Bool], at offset: Int
  ) -> (mask: [Bool], fresh: Int) {
    var result = target
    var fresh = 0
    for index in source.indices where source[index] {
      if !result[offset + index] { fresh += 1 }
      result[offset + index] = true
    }
    return (result, fresh)
  }

  /// The mask in words, least significant bit first, zero beyond its end.
  public static func words(_ mask: [Bool]) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (mask.count + 63) / 64)
    for index in mask.indices where mask[index] {
      words[index / 64] |= 1 << UInt64(index % 64)
    }
    return words
  }
}

extension ByteModel {
  /// Run lengths, one byte a run: bit 7 set for clear bits, bits 0 to 6 the length, at most 127.
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

  /// All flags that the runs describe.
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
