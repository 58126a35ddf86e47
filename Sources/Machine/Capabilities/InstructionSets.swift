internal import CPlatform

/// The instruction sets that kernels may need, and the obstacle to each unusable one.
package struct InstructionSets: Equatable, Sendable {
  /// The usable sets: the processor has them and the system saves their state.
  package var usable: Set<String>
  /// The sets that the processor has, whether or not the system saves their state.
  package var processor: Set<String>
  /// The emulator of the processor, "valgrind" or "QEMU"; nil for a real processor.
  package var emulator: String?

  /// Makes the sets from their names.
  package init(usable: Set<String>, processor: Set<String>, emulator: String? = nil) {
    self.usable = usable
    self.processor = processor
    self.emulator = emulator
  }

  /// All names, in the order of their bits in the C table.
  package static let names = (0..<cp_cpu_feature_count()).map {
    unsafe String(cString: cp_cpu_feature_name($0))
  }

  /// Reads the sets from the processor and the system; for a recorded tree, from the flags listed.
  package static func read(from files: SystemFiles = .live) -> InstructionSets {
    guard files.isLive else {
      let flags = files.field("flags", of: "/proc/cpuinfo") ?? ""
      let listed = Set(flags.split(separator: " ").map { plain($0) })
      let known = Set(names.filter { listed.contains(plain($0)) })
      return InstructionSets(usable: known, processor: known)
    }
    let emulator = cp_under_valgrind() ? "valgrind" : cp_under_qemu_tcg() ? "QEMU" : nil
    return InstructionSets(
      usable: named(cp_cpu_features()), processor: named(cp_cpu_features_unsaved()),
      emulator: emulator)
  }

  /// The obstacle to the use of a set; nil for a usable set.
  package func obstacle(_ name: String) -> Absence? {
    guard !usable.contains(name) else { return nil }
    if processor.contains(name) {
      return Absence(
        "os_disabled", "the processor has it, and the system doesn't save its registers",
        remedy: "use a kernel, or a virtual machine, that enables it (XCR0)")
    }
    if let emulator {
      return Absence(
        "emulated_cpu", "\(emulator) plays the processor and hasn't got it",
        remedy: "run without \(emulator), or choose a processor model that has it")
    }
    return Absence("isa_absent", "the processor hasn't got it")
  }

  private static func named(_ bits: UInt32) -> Set<String> {
    Set(names.enumerated().filter { bits >> UInt32($0.offset) & 1 == 1 }.map(\.element))
  }

  /// The kernel writes "avx512_vbmi2" and "sse4_2" where manuals write "avx512vbmi2" and "sse4.2".
  private static func plain(_ name: some StringProtocol) -> String {
    String(name.filter { $0 != "_" && $0 != "." })
  }
}
