package import Machine

/// Events that are counted together, in a launch of their own.
package struct CounterGroup: Sendable {
  /// What is counted, which decides the ways to count it.
  enum Content: Sendable {
    /// The processor's events: in each slot the first one that can be had.
    case hardware([[CounterEvent]])
    /// What the kernel counts or charges to a thread.
    case software([CounterEvent])
    /// Events that only PAPI knows, by its names.
    case native([String])
    /// The program's own counts: each worker's, or one scope's.
    case exact([ExactCounter], ExactScope)
  }

  /// Whose counts are read.
  enum ExactScope: Equatable, Sendable {
    /// Each worker reads its own.
    case eachWorker
    /// One event, read once: the process's, or a worker's.
    case one(worker: Int?)
  }

  /// What `--counters` takes, and results name it by: "branches".
  package let name: String
  /// One line for lists.
  package let about: String
  let content: Content

  init(_ name: String, _ about: String, _ content: Content) {
    self.name = name
    self.about = about
    self.content = content
  }

  /// Whether the values don't depend on the machine's mood.
  package var isExact: Bool {
    if case .exact = content { true } else { false }
  }

  /// What results call the events that a kind of rung counts.
  func metrics(of kind: CounterRung.Kind) -> [String] {
    switch (content, kind) {
    case (.hardware(let slots), .papi), (.hardware(let slots), .perf):
      slots.joined().map(\.metric)
    case (.native(let names), .papi): names.map(PAPIEvents.metric)
    case (.software(let events), .software): events.map(\.metric)
    default: []
    }
  }

  /// The groups with names, in the order of their launches; cycles and instructions ride in each
  /// of the processor's groups, so that one can be held against another.
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
