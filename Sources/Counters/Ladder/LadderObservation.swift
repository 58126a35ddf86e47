internal import CPlatform

/// The observations of this machine's counters, before the judgement.
///
/// Tests make observations by hand, one for each cause.
package struct LadderObservation: Equatable, Sendable {
  /// PAPI's answers.
  package var papi: PAPIObservation
  /// The answers of the kernel's counters.
  package var perf: PerfObservation
  /// The amounts that the kernel charges without counters.
  package var usage: UsageObservation
  /// The emulator of the processor, "valgrind" or "QEMU"; nil on a processor.
  package var emulator: String?

  /// Combines observations.
  package init(
    papi: PAPIObservation, perf: PerfObservation, usage: UsageObservation = UsageObservation(),
    emulator: String? = nil
  ) {
    self.papi = papi
    self.perf = perf
    self.usage = usage
    self.emulator = emulator
  }

  /// Observes this machine on the calling thread; some tens of milliseconds.
  package static func make() -> LadderObservation {
    LadderObservation(
      papi: .make(), perf: .make(), usage: .make(),
      emulator: cp_under_valgrind() ? "valgrind" : cp_under_qemu_tcg() ? "QEMU" : nil)
  }
}
