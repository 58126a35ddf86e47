extension CounterRung {
  /// Judges what the kernel charges to threads without any counter.
  init(usage seen: UsageObservation) {
    guard seen.hasUsage else {
      self.init(.usage, "usage_absent", "getrusage knows nothing of this thread")
      return
    }
    self.init(
      .usage,
      usable: seen.hasSchedulerStatistics
        ? "getrusage and the scheduler's statistics of each thread"
        : "getrusage; this kernel keeps no scheduler statistics")
  }
}
