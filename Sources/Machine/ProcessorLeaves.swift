internal import CPlatform

/// The facts from cpuid that the kernel may not report: vendor, hypervisor, caches.
enum ProcessorLeaves {
  /// The vendor: "AuthenticAMD", "GenuineIntel".
  static func vendor() -> String? {
    let leaf = cp_cpuid(0, 0)
    return text([leaf.b, leaf.d, leaf.c])
  }

  /// The hypervisor's usual name, else its signature; nil without a signature.
  static func hypervisor() -> String? {
    let leaf = cp_cpuid(0x4000_0000, 0)
    return text([leaf.b, leaf.c, leaf.d]).map { usualNames[$0] ?? $0 }
  }

  private static let usualNames = [
    "KVMKVMKVM": "KVM", "Microsoft Hv": "Hyper-V", "VMwareVMware": "VMware",
    "XenVMMXenVMM": "Xen", "TCGTCGTCGTCG": "QEMU TCG", "bhyve bhyve ": "bhyve",
  ]

  /// Whether the processor says that a hypervisor is present.
  static func hasHypervisor() -> Bool {
    cp_cpuid(1, 0).c >> 31 & 1 == 1
  }

  /// Whether the time stamp counter ticks at one rate in every state of the processor.
  static func hasInvariantCounter() -> Bool {
    cp_cpuid(0x8000_0007, 0).d >> 8 & 1 == 1
  }

  /// The caches of the current CPU, from the leaf of its vendor (Intel 4, AMD 0x8000001d).
  static func caches() -> [Cache] {
    let leaf: UInt32 = vendor() == "GenuineIntel" ? 4 : 0x8000_001d
    return (0..<16).compactMap { cache(cp_cpuid(leaf, $0)) }
  }

  /// Decodes one subleaf; nil after the last cache.
  static func cache(_ leaf: cp_cpuid_leaf) -> Cache? {
    let kinds: [UInt32: Cache.Kind] = [1: .data, 2: .instruction, 3: .unified]
    guard let kind = kinds[leaf.a & 31] else { return nil }
    let ways = Int(leaf.b >> 22) + 1, partitions = Int(leaf.b >> 12 & 0x3ff) + 1
    let lineByteCount = Int(leaf.b & 0xfff) + 1, sets = Int(leaf.c) + 1
    return Cache(
      level: Int(leaf.a >> 5 & 7), kind: kind, byteCount: ways * partitions * lineByteCount * sets,
      cpus: nil, source: .cpuid)
  }

  private static func text(_ registers: [UInt32]) -> String? {
    let bytes = registers.flatMap { word in
      (0..<4).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
    }
    let visible = bytes.filter { $0 >= 32 && $0 < 127 }
    return visible.isEmpty ? nil : String(decoding: visible, as: UTF8.self)
  }
}
