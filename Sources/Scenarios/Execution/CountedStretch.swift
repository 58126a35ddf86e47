internal import Counters
internal import Machine
internal import Measure

/// One worker's counts over a stretch of its work, read on the worker's own thread.
struct CountedStretch {
  /// The counts in the order of the counters; nil where another team's worker holds this worker's
  /// number, so that the counts would be that worker's.
  let values: [Int64]?
  /// Whether all counts came through PAPI.
  let isThroughPAPI: Bool

  /// Runs `body` between two readings.
  init(_ counters: [ExactCounter], worker: Int, _ body: () -> Void) {
    let readers = ExactCounterReader.groups(counters).map {
      ExactCounterReader($0, worker: worker)
    }
    for reader in readers { reader.start() }
    body()
    let values = readers.flatMap { $0.stop() }
    isThroughPAPI = readers.allSatisfy(\.isThroughPAPI)
    for reader in readers { reader.close() }
    self.values = WorkerNumber.current == worker ? values : nil
  }

  /// The workers' sums, as facts about the cell: the nonzero ones, or none where a worker's counts
  /// are missing.
  static func facts(of workers: [CountedStretch], _ counters: [ExactCounter]) -> [ExactFact] {
    let readings = workers.compactMap(\.values)
    guard readings.count == workers.count else { return [] }
    let source: RowSource = workers.allSatisfy(\.isThroughPAPI) ? .papi : .engine
    return counters.indices.compactMap { index in
      let sum = readings.reduce(0) { $0 + $1[index] }
      let counter = counters[index]
      return sum == 0
        ? nil
        : ExactFact(
          metric: counter.name, value: Double(sum), unit: counter.unit, source: source)
    }
  }
}
