/// What the kernel says of a thread without any counter.
package struct UsageObservation: Equatable, Sendable {
  /// Whether resource usage is filled in.
  package var hasUsage: Bool
  /// Whether the kernel tells how long a thread waited for a processor.
  package var hasSchedulerStatistics: Bool

  /// States what was seen.
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
