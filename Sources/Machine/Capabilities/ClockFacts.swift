/// The clocks as the kernel and the processor describe them; the cost of a reading isn't among
/// these facts.
package struct ClockFacts: Equatable, Sendable {
  /// The kernel's clock source: "tsc", "kvm-clock".
  package var source: String?
  /// The other clock sources that the kernel could use.
  package var alternatives: [String] = []
  /// Whether the time stamp counter ticks at one rate through every state of the processor.
  package var hasInvariantCounter: Bool?

  /// Makes facts without a known value.
  package init() {}

  /// Reads the clock sources from sysfs, and the counter from cpuid or from recorded flags.
  package static func read(from files: SystemFiles = .live) -> ClockFacts {
    let folder = "/sys/devices/system/clocksource/clocksource0"
    var facts = ClockFacts()
    facts.source = files.text("\(folder)/current_clocksource")
    facts.alternatives =
      files.text("\(folder)/available_clocksource")?.split(separator: " ").map(String.init) ?? []
    facts.alternatives.removeAll { $0 == facts.source }
    if files.isLive {
      facts.hasInvariantCounter = ProcessorLeaves.hasInvariantCounter()
    } else if let flags = files.field("flags", of: "/proc/cpuinfo")?.split(separator: " ") {
      facts.hasInvariantCounter = flags.contains("constant_tsc") && flags.contains("nonstop_tsc")
    }
    return facts
  }
}

extension Capability {
  /// The clock source, the other sources and the time stamp counter.
  static func clock(_ facts: ClockFacts) -> [Capability] {
    let others = facts.alternatives.joined(separator: " ")
    let isSlow = facts.source.map { ["hpet", "acpi_pm", "jiffies"].contains($0) } ?? false
    return [
      Capability(.clock, "source", facts.source),
      Capability(.clock, "alternatives", others.isEmpty ? "none" : others),
      Capability(
        .clock, "fast_source", isSlow ? nil : facts.source,
        or: isSlow
          ? Absence(
            "slow_clock", "\(facts.source ?? "") is read through a slow device",
            remedy: "boot with clocksource=tsc, or choose it in current_clocksource as root")
          : .notExposed),
      Capability(
        .clock, "invariant_counter", facts.hasInvariantCounter == true ? "yes" : nil,
        or: facts.hasInvariantCounter == nil
          ? .notExposed
          : Absence("counter_varies", "the processor doesn't promise a steady time stamp counter")),
    ]
  }
}
