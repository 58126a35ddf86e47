internal import CPlatform

/// The instruction sets that kernels may need, and who stands in the way of those that can't be
/// used.
package struct InstructionSets: Equatable, Sendable {
  /// Those that can be used: the processor has them and the system saves their state.
  package var usable: Set<String>
  /// Those that the processor has, whether or not the system saves their state.
  package var processor: Set<String>
  /// What plays the processor, nil for a real one: "valgrind", "QEMU".
  package var emulator: String?

  /// States what there is.
  package init(usable: Set<String>, processor: Set<String>, emulator: String? = nil) {
    self.usable = usable
    self.processor = processor
    self.emulator = emulator
  }

  /// All names there are, in the order of the processors that brought them.
  package static let names = (0..<cp_cpu_feature_count()).map {
    unsafe String(cString: cp_cpu_feature_name($0))
  }

  /// Asks the processor and the system; from a recorded tree, the flags the kernel listed.
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

  /// Why a set can't be used; nil where it can.
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
