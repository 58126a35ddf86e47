package import Machine

/// Events that are counted together in one launch.
package struct CounterGroup: Sendable {
  /// The events of a group, which decide the ways to count them.
  enum Content: Sendable {
    /// The processor's events: in each slot the first available one is counted.
    case hardware([[CounterEvent]])
    /// Events that the kernel counts or charges to a thread.
    case software([CounterEvent])
    /// Events that only PAPI counts, by PAPI's names.
    case native([String])
    /// The program's own counts, of each worker or of one scope.
    case exact([ExactCounter], ExactScope)
  }

  /// The scope of the counts that are read.
  enum ExactScope: Equatable, Sendable {
    /// Each worker reads its own counts.
    case eachWorker
    /// One reading, of the process (nil) or of one worker.
    case one(worker: Int?)
  }

  /// The name in `--counters` and in results: "branches".
  package let name: String
  /// One line for lists.
  package let about: String
  let content: Content

  init(_ name: String, _ about: String, _ content: Content) {
    self.name = name
    self.about = about
    self.content = content
  }

  /// Whether the values are exact counts, which don't depend on the machine's state.
  package var isExact: Bool {
    if case .exact = content { true } else { false }
  }

  /// The names in results of the events that a kind of rung counts.
  func metrics(of kind: CounterRung.Kind) -> [String] {
    switch (content, kind) {
    case (.hardware(let slots), .papi), (.hardware(let slots), .perf):
      slots.joined().map(\.metric)
    case (.native(let names), .papi): names.map(PAPIEvents.metric)
    case (.software(let events), .software): events.map(\.metric)
    default: []
    }
  }

  /// The named groups, in the order of their launches; each of the processor's groups includes
  /// cycles and instructions, so that the groups can be compared.
  package static func presets(_ exact: [ExactCounter]) -> [CounterGroup] {
    let both = ["cycles", "instructions"].map { [CounterEvent.of($0)] }
    let groups = [
      CounterGroup(
        "branches", "cycles, instructions, branches and wrong predictions",
        .hardware(both + [[.of("branches")], [.of("branch_misses")]])),
      CounterGroup(
        "caches", "cycles, instructions, misses of the first and second cache",
        .hardware(both + [[.of("l1d_misses")], [.of("l2_misses")]])),
      CounterGroup(
        "memory", "cycles, instructions, misses of address translation and of the last cache",
        .hardware(both + [[.of("dtlb_misses")], [.of("llc_misses"), .of("reference_cycles")]])),
      CounterGroup(
        "software", "page faults, time on the processor, migrations, switches, time waited",
        .software(
          [
            "page_faults", "task_clock", "cpu_migrations", "context_switches", "system_time",
            "run_delay",
          ].map(CounterEvent.of))),
    ]
    guard !exact.isEmpty else { return groups }
    let parts = ExactCounterReader.groups(exact)
    return groups
      + parts.enumerated().map { index, counters in
        CounterGroup(
          index == 0 ? "engine" : "engine_\(index + 1)", "the program's own exact counts",
          .exact(counters, .eachWorker))
      }
  }
}
