internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// Gates of known outcome, one after another, and their sums.
struct Selftest {
  private let plan: Plan
  private let topology: Topology
  private let origin: RunOrigin
  private let keys: CellKeys
  private let seed: UInt64
  private let budgetSeconds: Double?
  private let path: String?
  private let console: Console
  private let folder: GateFolder
  private let results: ResultFolder?
  private let turn: MeasuringTurn
  private let program: String
  private let start = Clock.now()
  private var earlier: [GateTrial] = []
  private var trials: [GateTrial] = []
  private var troubles: [String] = []

  /// The slowdowns that are planted, and the change that matters.
  static let planted = [0, 0.02, 0.1]
  static let threshold = 0.05

  /// Takes the turn to measure, then claims the folders.
  init(
    seed: UInt64, budgetSeconds: Double?, append path: String?, output: String?, waits: Bool,
    _ console: Console
  ) throws {
    self.seed = seed
    self.budgetSeconds = budgetSeconds
    self.path = path
    self.console = console
    if let path { earlier = try Self.trials(of: path) }
    let catalogue = Catalogue.ofThisBuild()
    topology = Topology.read()
    plan = try Plan(try ScenarioFile.load("selftest", catalogue), catalogue, topology)
    if plan.matrix.cells.allSatisfy({ $0.obstacle != nil }) {
      let reason = plan.matrix.cells.first?.obstacle?.reason ?? "it has none"
      throw Failure(.environment, "no cell of selftest can run here: \(reason)")
    }
    guard let program = RealPath.of("/proc/self/exe") else {
      throw Failure(.environment, "/proc is missing, so that this program can't find itself")
    }
    self.program = program
    guard let turn = MeasuringTurn.take(console, waits: waits) else {
      throw Failure(.interrupted, "interrupted while waiting; nothing was made")
    }
    self.turn = turn
    origin = RunOrigin(words: CallWords.all, topology: topology)
    keys = origin.keys(.inject, started: Clock.utc())
    folder = try GateFolder(scratchIn: "results/local")
    results = try output.map { try ResultFolder(creating: $0) }
  }

  /// Runs so many gates of each kind, in turn, and a corrupted one; answers the exit code.
  mutating func run(gates: Int) throws -> ExitCode {
    let line = ProgressLine(console)
    let corrupted = gate("corrupt=backend:avx2", seed)
    let isCorruptionCaught =
      !corrupted.isEmpty && corrupted.allSatisfy { $0.verdict == .unverified && $0.ratio == nil }
    for number in 0..<gates {
      for share in Self.planted where !isOver {
        line.show(
          "gate \(number + 1) of \(gates) with \(Display.percent(share)) planted",
          secondsLeft: secondsLeft(gates))
        let injection = share > 0 ? "slowdown=\(share)" : nil
        for row in gate(injection, seed &+ UInt64(number)) { keep(row, share) }
      }
    }
    line.finish()
    try settle()
    return ending(isCorruptionCaught)
  }

  /// The trials of a file; none where the file doesn't exist.
  private static func trials(of path: String) throws(Failure) -> [GateTrial] {
    let bytes: [UInt8]
    do throws(FileError) {
      guard try SystemDisk().facts(of: path) != nil else { return [] }
      bytes = try File.bytes(of: path, limit: 1 << 26) ?? []
    } catch { throw Failure(error) }
    guard !bytes.isEmpty else {
      throw Failure(.input, "\(path): empty, or longer than any file of gates")
    }
    let (trials, _, findings) = ResultTable.parse(bytes, as: GateTrial.self)
    if let first = findings.first { throw Failure(.input, "\(path): \(first)") }
    return trials
  }

  private var isOver: Bool {
    Interruption.isWanted || !troubles.isEmpty || budgetSeconds.map { elapsedSeconds > $0 } ?? false
  }

  private var elapsedSeconds: Double { Double(Clock.elapsed(since: start)) / 1e9 }

  private func secondsLeft(_ gates: Int) -> Double? {
    guard !trials.isEmpty else { return nil }
    let all = Double(gates * Self.planted.count * plan.matrix.cells.count)
    return elapsedSeconds * (all / Double(trials.count) - 1)
  }

  /// The rows of times of one gate of this program against itself; none where it failed, which is
  /// noted, or was interrupted.
  private mutating func gate(_ injection: String?, _ seed: UInt64) -> [CompareRow] {
    var opening = WorkerOpening(scenario: plan.file.path)
    opening.scratch = folder.scratch
    let cells = plan.matrix.cells.filter { $0.obstacle == nil }.map {
      GateCell($0, plan.file, topology, threshold: Self.threshold)
    }
    let run = GateRun(
      cells,
      GateBuilds(base: program, head: program, opening: opening, injection: injection),
      launchCount: 8, seed: seed, budgetSeconds: nil, scratch: folder.scratch,
      progress: { _, _ in })
    do { try run.run() } catch {
      let failure = Failure(error)
      if failure.kind != .interrupted { troubles.append(failure.message) }
      return []
    }
    let report = GateReport(run, isProbe: false, seed: seed) { cell in
      var row = keys
      row.cellID = cell.cell.id
      return row
    }
    return report.rows.filter { $0.metric == "time" }
  }

  private mutating func keep(_ row: CompareRow, _ share: Double) {
    guard row.ratio != nil else {
      troubles.append("\(row.keys.cellID): \(row.verdictReason)")
      return
    }
    var trial = GateTrial()
    trial.keys = row.keys
    trial.keys.startedUTC = Clock.utc()
    trial.planted = share
    trial.threshold = Self.threshold
    trial.verdict = row.verdict
    trial.ratio = row.ratio
    trial.low = row.ratioLow
    trial.high = row.ratioHigh
    trial.minimumDetectable = row.minimumDetectable
    trials.append(trial)
  }

  private func settle() throws {
    for trouble in troubles { console.complain(trouble) }
    if !trials.isEmpty { console.write(GateTally.table(trials)) }
    try writeSums()
    guard let path, !trials.isEmpty else { return }
    try NewFile.write(ResultTable.text(earlier + trials), to: path, isReplacing: true)
    guard !earlier.isEmpty else { return }
    console.write("\nWith the earlier gates in \(path):\n" + GateTally.table(earlier + trials))
  }

  /// The sums of all gates, earlier ones included, as a results folder.
  private func writeSums() throws {
    guard let results else { return }
    var rows = ResultRows()
    rows.summary = GateTally.rows(earlier + trials, keys)
    results.append(rows)
    try results.finish(
      partial: Interruption.isWanted,
      manifest: origin.manifest(
        keys, seed: seed,
        scenarios: [["name": "selftest", "hash": .string(plan.file.hash)]],
        elapsedSeconds: elapsedSeconds) + turn.members)
    console.note("results: \(results.path)")
  }

  /// The exit code; a gate that failed, or a kind that had no gate, leaves the question open.
  private func ending(_ isCorruptionCaught: Bool) -> ExitCode {
    if Interruption.isWanted { return .interrupted }
    let alarms = trials.count(where: \.isFalseAlarm)
    let planted = trials.filter { $0.planted > $0.threshold }
    let isSlowdownCaught = planted.contains { $0.verdict == .regression }
    if alarms > 0 { console.complain("\(alarms) false alarms") }
    if !troubles.isEmpty { return alarms > 0 ? .regression : .unfit }
    guard !planted.isEmpty else {
      console.complain("no gate with a slowdown was begun: give a longer --budget")
      return alarms > 0 ? .regression : .unfit
    }
    if !isSlowdownCaught { console.complain("no planted slowdown was caught") }
    if isCorruptionCaught {
      console.note("flipped one bit in avx2: caught, no number printed")
    } else {
      console.complain("a flipped bit went unseen")
    }
    return alarms == 0 && isSlowdownCaught && isCorruptionCaught ? .well : .regression
  }
}
