internal import Counters
internal import Machine
internal import Measure

/// Counts the work of the cells of one part, after the timing: one launch for each group of
/// counters, a few batches of each cell in each launch, with the iterations of the timing.
///
/// A launch holds one event set or one kernel group on each pinned worker, made on the worker and
/// running until the launch ends. Each worker reads its own at the edges of its own share, so that
/// waiting for the others isn't counted. Counters are neither multiplexed nor inherited. Where one
/// way of counting fails, the launch takes the next way that the ladder allows.
struct CounterPass {
  let team: WorkerTeam
  /// The cells to count, and the iterations of their batches.
  let cells: [(prepared: PreparedCell, iterations: Int)]
  let groups: [CounterGroup]
  let ladder: CounterLadder
  /// One for each worker where batches are cold, none where they are warm.
  let chills: [CacheChill]
  let shouldStop: () -> Bool
  /// Work of the first worker after each batch of so many iterations, counted with it.
  var also: (@Sendable (Int) -> Void)?

  /// Batches of each cell in each launch that are read, after one that is not.
  static let batchCount = 3

  /// The launches of each cell by its id, and notes for people.
  struct Outcome {
    var launches: [String: [CounterLaunch]] = [:]
    /// Nanoseconds that the two readings of a batch take, by source of counts.
    var costs: [CounterSource: Double] = [:]
    var notes: [String] = []
    var isInterrupted = false
  }

  func run() -> Outcome {
    var outcome = Outcome()
    for (index, group) in groups.enumerated() {
      count(group, launch: index + 1, &outcome)
      if shouldStop() {
        outcome.isInterrupted = true
        return outcome
      }
    }
    return outcome
  }

  /// Counts one launch in the best way that works; a way gets a second try where counters were
  /// busy.
  private func count(_ group: CounterGroup, launch: Int, _ outcome: inout Outcome) {
    let ways = group.ways(ladder)
    var fault = group.obstacle(ladder)
    for way in ways {
      for _ in 0..<2 {
        do throws(CounterFault) {
          return try count(group, way, launch: launch, &outcome)
        } catch {
          fault = error
          if !error.isBusy { break }
        }
      }
      outcome.note("counters \(group.name) by \(way.source.rawValue): \(fault.reason)")
    }
    for (prepared, iterations) in cells {
      var empty = CounterLaunch(launch: launch, group: group.name, iterations: iterations)
      empty.reasonCode = fault.reasonCode
      outcome.launches[prepared.cell.id, default: []].append(empty)
    }
  }

  private func count(
    _ group: CounterGroup, _ way: CounterWay, launch: Int, _ outcome: inout Outcome
  ) throws(CounterFault) {
    let counted = try team.lead { crew throws(CounterFault) in
      let readers = try Self.open(way, crew)
      defer { crew.run { readers[$0].close() } }
      var counted: [(id: String, launch: CounterLaunch)] = []
      // Each launch begins with another cell.
      for place in cells.indices where !shouldStop() {
        let (prepared, iterations) = cells[(place + launch) % cells.count]
        var empty = CounterLaunch(launch: launch, group: group.name, iterations: iterations)
        empty.isExact = group.isExact
        counted.append(
          (prepared.cell.id, try self.counted(prepared.works, readers, crew, empty)))
      }
      for source in Set(readers[0].sources) where outcome.costs[source] == nil {
        outcome.costs[source] = try Self.cost(source, readers[0])
      }
      for note in readers[0].notes { outcome.note(note) }
      return counted
    }
    for (id, launch) in counted { outcome.launches[id, default: []].append(launch) }
  }

  /// Opens a reader on every worker, or throws and leaves none open.
  private static func open(
    _ way: CounterWay, _ crew: borrowing Crew
  ) throws(CounterFault) -> [CounterReader] {
    let attempts: [Result<CounterReader, CounterFault>] = crew.map { worker in
      do throws(CounterFault) {
        return .success(try way.open(worker))
      } catch { return .failure(error) }
    }
    var readers: [CounterReader] = []
    var fault: CounterFault?
    for attempt in attempts {
      switch attempt {
      case .success(let reader): readers.append(reader)
      case .failure(let error): fault = fault ?? error
      }
    }
    if fault == nil, Set(readers.map(\.columns)).count > 1 {
      fault = CounterFault(
        reasonCode: "preset_missing", reason: "the workers' processors count different events")
    }
    guard let fault else { return readers }
    crew.run { if case .success(let reader) = attempts[$0] { reader.close() } }
    throw fault
  }

  /// Counts the batches of one cell.
  private func counted(
    _ works: [any Work], _ readers: [CounterReader], _ crew: borrowing Crew,
    _ empty: CounterLaunch
  ) throws(CounterFault) -> CounterLaunch {
    var launch = empty
    launch.gaps = readers[0].gaps
    let count = launch.iterations
    for batch in 0...Self.batchCount {
      do throws(WorkError) {
        _ = try crew.map { worker throws(WorkError) in
          try works[worker].ready(iterations: count)
          if !chills.isEmpty { chills[worker].evict() }
        }
      } catch {
        launch.batches = []
        launch.reasonCode = "work_not_done"
        return launch
      }
      let shares = try crew.map { worker throws(CounterFault) in
        try readers[worker].begin()
        works[worker].run(iterations: count)
        if worker == 0 { also?(count) }
        try readers[worker].end()
        return readers[worker].counted
      }
      do throws(WorkError) {
        _ = try crew.map { worker throws(WorkError) in try works[worker].check() }
      } catch {
        launch.batches = []
        launch.reasonCode = "work_not_done"
        return launch
      }
      guard batch > 0 else { continue }
      launch.batches.append(shares.dropFirst().reduce(shares[0], +))
    }
    launch.columns = readers[0].columns
    if launch.isExact { launch.dropZeros() }
    return launch
  }

  /// The median of the two readings of an empty batch, in nanoseconds.
  private static func cost(
    _ source: CounterSource, _ reader: CounterReader
  ) throws(CounterFault) -> Double {
    var costs: [Double] = []
    for _ in 0..<101 {
      let start = Clock.now()
      try reader.readTwice(source)
      costs.append(Double(Clock.elapsed(since: start)))
    }
    return Statistics.median(costs)
  }
}

extension CounterPass.Outcome {
  fileprivate mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }
}
