internal import Support

/// A 64-bit FNV-1a hash: names things for joining tables; not a protection against damage.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The hash of the bytes added so far.
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The hash of nothing.
  package init() {}

  /// Adds bytes; costs about a nanosecond each.
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    var value = value
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.value = value
  }

  /// 16 hexadecimal digits.
  package var description: String { value.hexadecimal }

  /// The hash of the running program's file: equal for equal builds. Nil where procfs is missing.
  package static func ofRunningProgram() -> Fingerprint? {
    guard let bytes = SystemFiles.bytes(of: "/proc/self/exe") else { return nil }
    var fingerprint = Fingerprint()
    fingerprint.add(bytes)
    return fingerprint
  }
}
