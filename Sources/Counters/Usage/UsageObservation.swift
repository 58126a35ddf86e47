/// The kernel's facts about a thread without a counter.
package struct UsageObservation: Equatable, Sendable {
  /// Whether resource usage is filled in.
  package var hasUsage: Bool
  /// Whether the kernel reports the time that a thread waited for a processor.
  package var hasSchedulerStatistics: Bool

  /// Makes an observation.
  package init(hasUsage: Bool = true, hasSchedulerStatistics: Bool = true) {
    self.hasUsage = hasUsage
    self.hasSchedulerStatistics = hasSchedulerStatistics
  }

  static func make() -> UsageObservation {
    UsageObservation(
      hasUsage: ResourceUsage.peakResidentByteCount() > 0,
      hasSchedulerStatistics: SchedulerStatistics()?.delayNanoseconds() != nil)
  }
}
