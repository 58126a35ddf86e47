internal import Support
internal import Counters
internal import Glibc
internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// Carries out prepared runs one after another: progress on standard error, one results folder and
/// one table for each, and the exit code of all.
final class RunSession {
  private var run: PreparedRun
  private let console: Console
  private let origin: RunOrigin
  private var endings: [ExitCode] = []
  /// The different states that verified cells left, in order.
  private(set) var digests: [String] = []
  /// The rows of each plan that was carried out.
  private(set) var carriedOut: [(plan: Plan, rows: ResultRows)] = []
  /// The rows that wait for the others of one document.
  private var waiting = ResultRows()
  /// The turn to measure; nil while nothing is timed.
  private var turn: MeasuringTurn?

  init(_ run: PreparedRun, _ console: Console) {
    self.run = run
    self.console = console
    let words = run.resumption?.words ?? CallWords.all
    origin = RunOrigin(words: words, topology: run.topology)
  }

  /// Runs every scenario until one is interrupted; answers the exit code.
  func start() throws -> ExitCode {
    if run.request.mode == .measure {
      _ = try Clock.checked()
      turn = MeasuringTurn.take(console, waits: run.request.waits)
      if turn == nil { return .interrupted }
      run.choosePlaces()
    }
    tellContradiction()
    defer { showDocument() }
    for (index, plan) in run.plans.enumerated() {
      let later = run.plans[(index + 1)...].reduce(0) { $0 + $1.estimatedSeconds }
      endings.append(try carryOut(plan, secondsOfOthers: later))
      if Interruption.isWanted { break }
    }
    if Interruption.isWanted { endings.append(.interrupted) }
    return ExitCode.gravest(of: endings)
  }

  private func carryOut(_ plan: Plan, secondsOfOthers: Double) throws -> ExitCode {
    let start = Clock.now()
    let started = run.resumption?.started ?? Clock.utc()
    let folder = try run.resumption?.folder ?? claim(plan, started)
    var options = RunOptions()
    options.mode = run.request.mode
    options.keys = origin.keys(phase, started: started)
    if let runID = run.resumption?.runID { options.keys.runID = runID }
    options.earlier = folder.rows
    options.scratchParent = folder.path
    options.memoryLimitByteCount = run.memoryByteCount
    let isCounting = run.request.mode == .measure && !plan.counters.groups.isEmpty
    options.counters = isCounting ? origin.counters : nil
    options.counterReasonCode = isCounting ? "" : "not_requested"
    options.launch = LaunchProcess(plan: plan, request: run.request, options: options).measure
    let line = ProgressLine(console)
    let name = plan.file.scenario.name
    let scenarios = [Self.scenario(plan)]
    try folder.begin(
      manifest: origin.manifest(options.keys, seed: plan.seed, scenarios: scenarios)
        + surroundings)
    let outcome = try Executor(plan, run.catalogue, options).run(
      receive: { rows throws(ResultError) in
        try folder.store(rows, areFinished: !Interruption.isWanted)
      },
      progress: { progress in
        line.show(
          "\(name): \(progress.doneCells) of \(progress.totalCells) cells, \(progress.current)",
          secondsLeft: progress.remainingSeconds.map { $0 + secondsOfOthers })
      }, isInterrupted: { Interruption.isWanted })
    line.finish()
    carriedOut.append((plan, outcome.rows))
    if let refusal = outcome.refusal {
      show(outcome)
      tell(outcome.problems)
      return ExitCode.gravest(of: [ExitCode(outcome), refused(refusal, folder)])
    }
    let ending = ExitCode.gravest(of: [
      report(outcome, plan, folder, options.keys), try repeated(outcome, plan, folder, options),
    ])
    let countersAtEnd = CounterLadder.climb()
    folder.append(CounterReport.costs(outcome, options.keys, scenario: name))
    let distrust = folder.revise {
      CounterReport.distrust(&$0, plan, start: origin.counters, end: countersAtEnd)
    }
    if let distrust { console.complain(distrust) }
    let manifest =
      origin.manifest(
        options.keys, seed: plan.seed, scenarios: scenarios, countersAtEnd: countersAtEnd,
        roundsEndings: outcome.roundsEndings.map(\.json),
        elapsedSeconds: Double(Clock.elapsed(since: start)) / 1e9) + surroundings
    do throws(ResultError) {
      try folder.finish(partial: outcome.isInterrupted, manifest: manifest)
    } catch {
      return ExitCode.gravest(of: [ending, refused(error, folder)])
    }
    console.note("results: \(folder.path)")
    return ending
  }

  /// Proves a sound plan again, as often as requested; damaged where a count has moved.
  private func repeated(
    _ outcome: RunOutcome, _ plan: Plan, _ folder: ResultFolder, _ options: RunOptions
  ) throws -> ExitCode {
    guard run.request.repeats > 1, outcome.exitCode == 0 else { return .well }
    let name = plan.file.scenario.name
    var options = options
    options.earlier = ResultRows()
    var repetition = Repetition(outcome.rows, CountedScenario.metrics(run.catalogue))
    let line = ProgressLine(console)
    while repetition.runCount < run.request.repeats {
      let count = repetition.runCount + 1
      line.show("\(name): run \(count) of \(run.request.repeats)", secondsLeft: nil)
      let again = try Executor(plan, run.catalogue, options)
        .run(isInterrupted: { Interruption.isWanted })
      if again.isInterrupted { break }
      repetition.add(again.rows)
    }
    line.finish()
    var rows = ResultRows()
    rows.summary = repetition.rows(options.keys)
    folder.append(rows)
    for difference in repetition.differences { console.complain("\(name): \(difference)") }
    guard repetition.differences.isEmpty else { return .damaged }
    console.note(
      "\(name): \(repetition.countCount) exact counts, the same in \(repetition.runCount) runs")
    return .well
  }

  /// The manifest's members about other programs on the machine.
  private var surroundings: [JSONMember] {
    (turn?.members ?? []) + (run.load.map { [$0.member(run.topology)] } ?? [])
  }

  private var phase: Phase {
    run.request.fault != nil ? .inject : run.request.mode == .verify ? .verify : .measure
  }

  /// Claims the folder for a plan's results; one that the user didn't name gets a free name.
  private func claim(_ plan: Plan, _ started: String) throws -> ResultFolder {
    let name = plan.file.scenario.name
    if let output = run.request.output {
      return try ResultFolder(creating: run.plans.count == 1 ? output : "\(output)/\(name)")
    }
    let stamp = "results/local/" + started.filter { $0 != "-" && $0 != ":" } + "-" + name
    var path = stamp
    var number = 1
    while true {
      do throws(ResultError) { return try ResultFolder(creating: path) } catch {
        guard error.isTaken else { throw error }
        number += 1
        path = "\(stamp)-\(number)"
      }
    }
  }

  /// The scenario as the manifest keeps it, with the digest of the trace's bytes.
  private static func scenario(_ plan: Plan) -> JSONValue {
    .object(
      [
        JSONMember("name", .string(plan.file.scenario.name)),
        JSONMember("hash", .string(plan.file.hash)),
        JSONMember("text", .string(plan.file.text)),
      ] + (plan.traceDigest.isEmpty ? [] : [JSONMember("trace", .string(plan.traceDigest))]))
  }

  /// Tells what a folder that takes no more rows has, and how to go on.
  private func refused(_ refusal: ResultError, _ folder: ResultFolder) -> ExitCode {
    console.complain(refusal.description)
    console.note("finished groups are in \(folder.path); " + Self.continuation(folder))
    return .unfit
  }

  private static func continuation(_ folder: ResultFolder) -> String {
    "`mmsb run --resume \(folder.path)` does the rest"
  }

  private func show(_ outcome: RunOutcome) {
    if run.request.format.isOneDocument {
      waiting.summary += outcome.rows.summary
      waiting.compare += outcome.rows.compare
    } else {
      show(outcome.rows)
    }
  }

  /// Shows what waited; nothing where no scenario came to an end.
  private func showDocument() {
    guard !waiting.summary.isEmpty else { return }
    show(waiting)
  }

  private func show(_ rows: ResultRows) {
    var style = FormatStyle()
    style.color = console.hasColor
    console.write(run.request.format.render(rows, style))
  }

  /// Shows the table and the notes beside it; answers the exit code of this scenario.
  private func report(
    _ outcome: RunOutcome, _ plan: Plan, _ folder: ResultFolder, _ keys: CellKeys
  ) -> ExitCode {
    show(outcome)
    if endings.isEmpty {
      var waited = ResultRows()
      waited.summary = BenchClock.rows(keys)
      folder.append(waited)
    }
    for row in outcome.rows.summary where !row.digest.isEmpty && !digests.contains(row.digest) {
      digests.append(row.digest)
    }
    for line in Conclusion.lines(outcome.rows) { console.note(line) }
    if let width = plan.untilWidth {
      for line in outcome.roundsEndings.sentences(width) { console.note(line) }
    }
    tell(outcome.problems)
    if outcome.isInterrupted {
      let counts = outcome.counts
      console.complain(
        "interrupted: \(counts.measured + counts.verified) finished cells are in \(folder.path); "
          + Self.continuation(folder))
    }
    guard let fault = run.request.fault else { return ExitCode(outcome) }
    var report = FaultReport(fault)
    report.judge(outcome.rows, plan)
    var rows = ResultRows()
    rows.summary = report.rows(keys)
    folder.append(rows)
    guard report.missed.isEmpty else {
      console.complain(report.sentence)
      return .internalError
    }
    guard !report.planted.isEmpty else { return ExitCode(outcome) }
    console.note(report.sentence)
    return .damaged
  }
}

extension RunSession {
  /// Tells that sysfs contradicts the CPUs of this process, so that facts from it may be wrong.
  private func tellContradiction() {
    let cpus = run.topology.contradictedCPUs
    guard !cpus.isEmpty else { return }
    console.note(
      "sysfs doesn't list CPU \(listed(cpus)) as online, and this process may run there: what it "
        + "tells about cores and caches may be wrong")
  }

  /// Writes each problem in a line of its own, the first few of many. The problems that a planted
  /// fault causes are notes, not complaints.
  private func tell(_ problems: [String]) {
    let shown = problems.prefix(8)
    let rest = problems.count - shown.count
    let lines = shown + (rest > 0 ? ["and \(rest) more of the kind, listed in summary.csv"] : [])
    for line in lines {
      if run.request.fault == nil { console.complain(line) } else { console.note(line) }
    }
  }
}

extension ExitCode {
  /// The exit code of a call with several endings: the gravest.
  static func gravest(of endings: [ExitCode]) -> ExitCode {
    let order: [ExitCode] = [
      .internalError, .damaged, .regression, .interrupted, .usage, .unfit, .inconclusive,
    ]
    return order.first(where: endings.contains) ?? .well
  }

  /// The exit code of a run, from its cells.
  fileprivate init(_ outcome: RunOutcome) {
    guard let code = ExitCode(rawValue: outcome.exitCode) else {
      preconditionFailure("a run ends with a documented code, not \(outcome.exitCode)")
    }
    self = code
  }
}
