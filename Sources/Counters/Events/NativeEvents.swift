internal import Machine

/// Events that a selection names one by one, put into groups that can be counted together.
struct NativeEvents {
  /// The events that the processor counts at the same time without multiplexing.
  private static let hardwareLimit = 4

  private var hardware: [CounterEvent] = []
  private var software: [CounterEvent] = []
  private var native: [String] = []
  private var exact: [(counter: ExactCounter, worker: Int?)] = []

  /// Adds an event by its native name; false for an unknown name.
  mutating func add(_ name: String, _ counters: [ExactCounter]) -> Bool {
    if let event = CounterEvent.named(name) {
      if event.isHardware { hardware.append(event) } else { software.append(event) }
    } else if name.hasPrefix(PublishedEvent.prefix) {
      guard let found = Self.published(name, counters) else { return false }
      exact.append(found)
    } else if PAPIEvents.knows(name) {
      native.append(name)
    } else {
      return false
    }
    return true
  }

  /// One group for events that can be counted together: the processor's by fours, PAPI's own by
  /// component and by fours, the program's by worker.
  var groups: [CounterGroup] {
    var groups: [CounterGroup] = []
    func add(_ content: CounterGroup.Content) {
      let name = groups.isEmpty ? "events" : "events_\(groups.count + 1)"
      groups.append(CounterGroup(name, "events by their own names", content))
    }
    for part in Self.parts(hardware, Self.hardwareLimit) { add(.hardware(part.map { [$0] })) }
    if !software.isEmpty { add(.software(software)) }
    for component in Self.distinct(native.map(PAPIEvents.component)) {
      let names = native.filter { PAPIEvents.component($0) == component }
      for part in Self.parts(names, Self.hardwareLimit) { add(.native(part)) }
    }
    for worker in Self.distinct(exact.map(\.worker)) {
      let counters = exact.filter { $0.worker == worker }.map(\.counter)
      for part in ExactCounterReader.groups(counters) { add(.exact(part, .one(worker: worker))) }
    }
    return groups
  }

  /// "sde:::mmsb::w3::deltas_applied", or the same with "total".
  private static func published(
    _ name: String, _ counters: [ExactCounter]
  ) -> (counter: ExactCounter, worker: Int?)? {
    let parts = name.dropFirst(PublishedEvent.prefix.count).split(separator: ":")
    guard parts.count == 2, let counter = counters.first(where: { $0.name == parts[1] }) else {
      return nil
    }
    if parts[0] == "total" { return (counter, nil) }
    guard parts[0].first == "w", let worker = Int(parts[0].dropFirst()), worker >= 0,
      PublishedEvent.name(counter.name, worker: worker) == name
    else { return nil }
    return (counter, worker)
  }

  private static func parts<Element>(_ all: [Element], _ limit: Int) -> [[Element]] {
    stride(from: 0, to: all.count, by: limit).map { Array(all[$0..<min($0 + limit, all.count)]) }
  }

  private static func distinct<Element: Equatable>(_ all: [Element]) -> [Element] {
    all.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
