internal import Machine
internal import Measure

/// The measurements of `mmsb caps --ceilings`: neighbours, memory, file systems.
struct CapsSurvey {
  let topology: Topology
  let memoryLimitByteCount: Int?
  /// The folders to measure, with their names in the report.
  let folders: [(name: String, path: String, facts: DiskFacts)]
  let console: Console

  /// The seconds spent on neighbours, and on each file system.
  private static let canarySeconds = 5.0
  private static let diskSeconds = 4.0
  /// The estimated seconds of the loops, for the time left until some of them have run.
  private static let memorySeconds = 12.0

  /// Measures; nil when the user wants to stop.
  func run() throws -> [Capability]? {
    let line = ProgressLine(console)
    defer { line.finish() }
    var weights = [Self.canarySeconds, Self.memorySeconds]
    weights += folders.map { _ in Self.diskSeconds }
    let total = weights.reduce(0, +)
    let tell = { (part: Int, share: Double, what: String) in
      let done = weights[..<part].reduce(0, +) + weights[part] * share
      let left = done > 1 ? line.elapsedSeconds * (total - done) / done : total - done
      line.show("measuring \(what)", secondsLeft: left)
    }
    let worker = try WorkerTeam(places: Placement.plan(topology, PlacementRequest()))
    let seen = worker.lead { _ in
      CanaryWatch.run(
        seconds: Self.canarySeconds, progress: { tell(0, $0, "neighbours") },
        shouldStop: { Interruption.isWanted })
    }
    guard let watch = seen else { return nil }
    let survey = CeilingSurvey(topology, memoryLimit: memoryLimitByteCount)
    guard
      let readings = try survey.run(
        progress: { part, share in tell(1, share, "memory, \(part)") },
        shouldStop: { Interruption.isWanted })
    else { return nil }
    var rows = MeasuredRows.rows(readings, survey) + MeasuredRows.rows(watch)
    for (index, folder) in folders.enumerated() {
      guard let more = disk(folder, { tell(2 + index, $0, "the \(folder.name) file system") })
      else { return nil }
      rows += more
    }
    return rows
  }

  /// Measures one file system; a refusal is a row with its reason.
  private func disk(
    _ folder: (name: String, path: String, facts: DiskFacts), _ progress: (Double) -> Void
  ) -> [Capability]? {
    let identity = Capability(.report, MachineIdentity.diskKey(folder.name), folder.facts.identity)
    do throws(DiskSurvey.Failure) {
      let survey = try DiskSurvey.run(
        in: folder.path, seconds: Self.diskSeconds, progress: progress,
        shouldStop: { Interruption.isWanted })
      return MeasuredRows.rows(folder.name, survey) + [identity]
    } catch {
      guard case .refused(let step, let code) = error else { return nil }
      return MeasuredRows.rows(folder.name, refused: step, code) + [identity]
    }
  }
}
