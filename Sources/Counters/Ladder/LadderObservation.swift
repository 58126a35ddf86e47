internal import CPlatform

/// Everything that was seen of this machine's counters, before anyone judges it.
///
/// Tests put one together by hand for each cause there is.
package struct LadderObservation: Equatable, Sendable {
  /// What PAPI answered.
  package var papi: PAPIObservation
  /// What the kernel's counters answered.
  package var perf: PerfObservation
  /// What the kernel charges without counters.
  package var usage: UsageObservation
  /// What translates the program instead of a processor: "valgrind", "QEMU"; nil on a processor.
  package var emulator: String?

  /// Puts together what was seen.
  package init(
    papi: PAPIObservation, perf: PerfObservation, usage: UsageObservation = UsageObservation(),
    emulator: String? = nil
  ) {
    self.papi = papi
    self.perf = perf
    self.usage = usage
    self.emulator = emulator
  }

  /// Asks this machine, on the calling thread: some tens of milliseconds.
  package static func make() -> LadderObservation {
    LadderObservation(
      papi: .make(), perf: .make(), usage: .make(),
      emulator: cp_under_valgrind() ? "valgrind" : cp_under_qemu_tcg() ? "QEMU" : nil)
  }
}
