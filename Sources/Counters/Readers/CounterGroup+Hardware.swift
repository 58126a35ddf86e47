extension CounterGroup {
  /// PAPI first, then the kernel's generic events.
  func hardwareWays(_ slots: [[CounterEvent]], _ ladder: CounterLadder) -> [CounterWay] {
    var ways: [CounterWay] = []
    if ladder[.papi].isUsable {
      ways.append(
        CounterWay(source: .papi) { _ throws(CounterFault) in
          try Self.open(slots, has: Self.papiHas) { events throws(CounterFault) in
            try PAPIPart(
              events.compactMap { event in
                event.preset.map { (name: $0, metric: event.metric, unit: event.unit) }
              })
          }
        })
    }
    if ladder[.perf].isUsable {
      ways.append(
        CounterWay(source: .perf) { _ throws(CounterFault) in
          try Self.open(slots, has: Self.kernelHas) { events throws(CounterFault) in
            try PerfPart(events, userOnly: true)
          }
        })
    }
    return ways
  }

  /// Events that only PAPI knows.
  func nativeWays(_ names: [String], _ ladder: CounterLadder) -> [CounterWay] {
    let needsProcessor = names.contains { PAPIEvents.component($0) == "perf" }
    guard !needsProcessor || ladder[.papi].isUsable else { return [] }
    return [
      CounterWay(source: .papi) { _ throws(CounterFault) in
        CounterReader([
          try PAPIPart(names.map { (name: $0, metric: PAPIEvents.metric($0), unit: "count") })
        ])
      }
    ]
  }

  /// Starts the first available event of each slot; a slot without an available event is a gap.
  private static func open(
    _ slots: [[CounterEvent]], has: (CounterEvent) -> Bool,
    _ start: ([CounterEvent]) throws(CounterFault) -> any CounterPart
  ) throws(CounterFault) -> CounterReader {
    var events: [CounterEvent] = []
    var gaps: [CounterGap] = []
    for slot in slots {
      if let event = slot.first(where: has) {
        events.append(event)
      } else {
        gaps.append(CounterGap(metric: slot[0].metric, reasonCode: "preset_missing"))
      }
    }
    guard !events.isEmpty else {
      throw CounterFault(
        reasonCode: "preset_missing", reason: "none of the group's events exists on this processor")
    }
    return CounterReader([try start(events)], gaps: gaps)
  }

  private static func papiHas(_ event: CounterEvent) -> Bool {
    event.preset.map(PAPIPart.has) ?? false
  }

  private static func kernelHas(_ event: CounterEvent) -> Bool {
    event.perf.map { PerfGroup.tryOpen($0, userOnly: true) == 0 } ?? false
  }
}
