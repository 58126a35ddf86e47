internal import Machine
internal import Measure

/// Times the operations of cells one by one, after the rounds, so that these stay free of readings
/// of the clock.
///
/// Each worker has a recorder of its own; their histograms are added.
struct LatencyPass {
  let team: WorkerTeam
  /// One for each worker where batches are cold, none where they are warm.
  let chills: [CacheChill]
  let shouldStop: () -> Bool

  /// Operations that take less, by the median of the timed batches, aren't timed one by one.
  static let leastNanoseconds = 1_000.0
  /// A cell's batches end at so many operations, twice what the last percentile needs, or when this
  /// time is over.
  static let wantedOperations: UInt64 = 20_000
  static let seconds = 0.5

  /// The operations' times; nil where the work has none that are long enough, and where the run
  /// was interrupted.
  func times(
    of prepared: PreparedCell, _ entry: ContestEntry
  ) throws(WorkError) -> LatencyHistogram? {
    guard Self.isLongEnough(prepared, entry) else { return nil }
    let works = prepared.works
    let recorders = works.map { _ in LatencyRecorder() }
    let start = Clock.now()
    let limit = UInt64(Self.seconds * 1e9)
    return try team.lead { crew throws(WorkError) in
      while true {
        try batch(works, recorders, crew, entry.iterations)
        if shouldStop() { return nil }
        var all = LatencyHistogram()
        for recorder in recorders {
          try recorder.check()
          all.add(recorder.histogram)
        }
        let isOver = Clock.elapsed(since: start) >= limit
        if isOver || all.operationCount >= Self.wantedOperations { return all }
      }
    }
  }

  private func batch(
    _ works: [any Work], _ recorders: [LatencyRecorder], _ crew: borrowing Crew,
    _ iterations: Int
  ) throws(WorkError) {
    _ = try crew.map { worker throws(WorkError) in
      try works[worker].ready(iterations: iterations)
      if !chills.isEmpty { chills[worker].evict() }
    }
    crew.run { works[$0].run(iterations: iterations, recording: recorders[$0]) }
    _ = try crew.map { worker throws(WorkError) in try works[worker].check() }
  }

  /// Whether one of a worker's operations took long enough in the timed batches.
  static func isLongEnough(_ prepared: PreparedCell, _ entry: ContestEntry) -> Bool {
    guard let unit = prepared.works[0].facts.latencyUnit, unit.countPerIteration > 0,
      entry.iterations > 0, !entry.batchNanoseconds.isEmpty
    else { return false }
    let median = Statistics.median(entry.batchNanoseconds.map { Double($0) })
    return median / Double(entry.iterations * unit.countPerIteration) >= leastNanoseconds
  }
}
