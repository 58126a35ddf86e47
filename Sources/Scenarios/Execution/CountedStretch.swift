internal import Counters
internal import Machine
internal import Measure

/// One worker's counts over a stretch of its work, read on its own thread.
struct CountedStretch {
  /// In the order of the counters; nil where another team's worker holds this worker's number, so
  /// that the counts would be the other's.
  let values: [Int64]?
  /// Whether all of them came through PAPI.
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

  /// The workers' sums, as facts about the cell: what isn't zero, or nothing where a worker's
  /// counts are missing.
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
