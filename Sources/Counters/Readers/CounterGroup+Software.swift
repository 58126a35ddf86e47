extension CounterGroup {
  /// The kernel's software events with the amounts charged to the thread, then those amounts alone.
  func softwareWays(_ events: [CounterEvent], _ ladder: CounterLadder) -> [CounterWay] {
    let seesKernel = ladder.softwareSeesKernel
    let counted =
      ladder[.software].isUsable
      ? events.filter { $0.perf != nil && (seesKernel || !$0.needsKernel) } : []
    var ways: [CounterWay] = []
    if !counted.isEmpty {
      ways.append(
        CounterWay(source: .perf) { _ throws(CounterFault) in
          let part = try PerfPart(counted, userOnly: !seesKernel)
          let rest = events.filter { event in !counted.contains { $0.metric == event.metric } }
          return Self.charged(rest, ladder, after: [part])
        })
    }
    ways.append(CounterWay(source: .rusage) { _ in Self.charged(events, ladder, after: []) })
    return ways
  }

  /// Adds the amounts that the kernel charges to threads; an amount not charged is a gap.
  private static func charged(
    _ events: [CounterEvent], _ ladder: CounterLadder, after parts: [any CounterPart]
  ) -> CounterReader {
    let sources: [CounterSource] =
      [.clock] + (ladder[.usage].isUsable ? [.rusage] : [])
      + (ladder.hasSchedulerStatistics ? [.schedstat] : [])
    var chosen: [UsagePart.Metric] = []
    var gaps: [CounterGap] = []
    for event in events {
      let metric = UsagePart.metrics.first {
        $0.metric == event.metric && sources.contains($0.source)
      }
      if let metric {
        chosen.append(metric)
      } else {
        gaps.append(CounterGap(metric: event.metric, reasonCode: reason(event, ladder)))
      }
    }
    let charged = sources.compactMap { source in
      let own = chosen.filter { $0.source == source }
      return own.isEmpty ? nil : UsagePart(own)
    }
    return CounterReader(parts + charged, gaps: gaps)
  }

  /// The reason why an event is neither counted nor charged.
  private static func reason(_ event: CounterEvent, _ ladder: CounterLadder) -> String {
    guard event.perf != nil else { return "schedstat_absent" }
    let rung = ladder[.software]
    return rung.isUsable ? "perf_permission" : rung.reasonCode
  }
}
