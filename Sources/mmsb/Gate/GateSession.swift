internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// A call of `gate` from its first check to its exit code: one run for each scenario, one file of
/// verdicts, one table.
struct GateSession {
  private let request: GateRequest
  private let console: Console
  private let topology: Topology
  private let plans: [Plan]
  private let isProbe: Bool

  /// Checks everything that can be checked before a process starts.
  init(_ request: GateRequest, _ console: Console) throws {
    self.request = request
    self.console = console
    let catalogue = Catalogue.ofThisBuild()
    let topology = Topology.read()
    self.topology = topology
    let (files, notes) = try PreparedRun.files(request.scenarios, catalogue)
    for note in notes { console.note(note) }
    // A plan counts two preparations of a cell at once, and three processes prepare it here.
    var options = request.plan
    options.memoryByteCount = MemoryFacts.read().availableByteCount.map { $0 / 3 * 2 }
    plans = try files.map { try Plan($0, catalogue, topology, options) }
    try Self.check(plans, request)
    let code = try [request.base, request.head].map(CodeIdentity.of)
    isProbe = !request.ignoresIdentity && code[0] != nil && code[0] == code[1]
  }

  /// Refuses a scenario of which nothing can run here, and a fault in a part that no cell uses.
  private static func check(_ plans: [Plan], _ request: GateRequest) throws {
    let fault = try request.injection.map(Injection.init)?.fault.map(FaultReport.init)
    for plan in plans {
      let cells = plan.matrix.cells
      if cells.allSatisfy({ $0.obstacle != nil }) {
        let reason = cells.first?.obstacle?.reason ?? "it has none"
        throw Failure(
          .environment, "no cell of \(plan.file.scenario.name) can run here: \(reason)")
      }
      if let obstacle = fault?.obstacle(plan) { throw Failure(.usage, "--inject: \(obstacle)") }
    }
  }

  func start() throws -> ExitCode {
    _ = try Clock.checked()
    guard let turn = MeasuringTurn.take(console, waits: request.waits) else { return .interrupted }
    let started = Clock.utc(), start = Clock.now()
    let origin = RunOrigin(words: CallWords.all, topology: topology)
    var keys = origin.keys(.compare, started: started)
    // The revision is that of this program's tree, and the rows are about the builds.
    keys.gitRevision = ""
    keys.gitDirty = nil
    let folder = try GateFolder(request.output ?? GateFolder.standardPath(started))
    if isProbe {
      console.note("both builds have the same code: this gate probes the machine and can't fail")
    }
    var rows: [CompareRow] = []
    var codes: [ExitCode] = []
    var gated: [GateArm: String] = [:]
    for plan in plans where !Interruption.isWanted {
      let (report, buildIDs, trouble) = try gate(plan, folder, keys)
      rows += report.rows
      gated = buildIDs
      codes.append(report.exitCode(isStrict: request.isStrict))
      if let trouble { codes.append(ExitCode(trouble.kind)) }
    }
    if Interruption.isWanted { codes.append(.interrupted) }
    try folder.finish(
      rows,
      origin.manifest(
        keys, seed: request.plan.matrix.seed,
        scenarios: plans.map {
          ["name": .string($0.file.scenario.name), "hash": .string($0.file.hash)]
        },
        elapsedSeconds: Double(Clock.elapsed(since: start)) / 1e9)
        + [
          JSONMember("base_build_id", .string(gated[.base] ?? "")),
          JSONMember("head_build_id", .string(gated[.head] ?? "")),
        ] + turn.members)
    var style = FormatStyle()
    style.color = console.hasColor
    style.isStrict = request.isStrict
    console.write(GateFormat.table.render(rows, style))
    for (format, path) in request.reports {
      try NewFile.write(format.render(rows, style), to: path, isReplacing: true)
    }
    console.note("results: \(folder.path)")
    return ExitCode.gravest(of: codes)
  }

  /// Gates one scenario; an interruption or a fault of a build keeps what was judged before.
  private func gate(
    _ plan: Plan, _ folder: GateFolder, _ keys: CellKeys
  ) throws -> (report: GateReport, buildIDs: [GateArm: String], trouble: Failure?) {
    let line = ProgressLine(console)
    defer { line.finish() }
    let name = plan.file.scenario.name
    let cells = plan.matrix.cells.filter { $0.obstacle == nil }
    let gated = cells.map {
      GateCell($0, plan.file, topology, threshold: request.threshold)
    }
    let run = GateRun(
      gated, builds(plan, folder), launchCount: request.launchCount,
      seed: request.plan.matrix.seed, budgetSeconds: budget(plan), scratch: folder.scratch,
      progress: { line.show("\(name): \($0)", secondsLeft: $1) })
    var trouble: Failure?
    do { try run.run() } catch let failure as Failure {
      guard run.hasLaunches || failure.kind == .interrupted else { throw failure }
      trouble = failure
    }
    line.finish()
    if let trouble {
      console.complain("\(trouble.message): the launches that were whole are judged")
    }
    let catalogue = Catalogue.ofThisBuild()
    let report = GateReport(run, isProbe: isProbe, seed: request.plan.matrix.seed) { cell in
      var row = keys
      row.buildID = run.buildIDs[.head] ?? ""
      guard let workload = catalogue.workload(cell.cell.workload) else { return row }
      row.describe(cell.cell, workload, plan)
      return row
    }
    if !report.hasComparison {
      let reasons = Set(report.rows.map(\.verdictReason)).sorted()
      console.complain("\(name): nothing was compared: " + reasons.joined(separator: "; "))
    }
    return (report, run.buildIDs, trouble)
  }

  private func builds(_ plan: Plan, _ folder: GateFolder) -> GateBuilds {
    var opening = WorkerOpening(scenario: plan.file.path)
    opening.axes = request.plan.matrix.axes
    opening.filters = request.plan.matrix.filters
    opening.input = request.plan.input
    opening.seed = request.plan.matrix.seed
    opening.scratch = folder.scratch
    var builds = GateBuilds(
      base: request.base, head: request.head, opening: opening, injection: request.injection)
    if let deadline = request.deadlineSeconds { builds.deadlineSeconds = deadline }
    return builds
  }

  /// A scenario's part of the budget, by its number of cells.
  private func budget(_ plan: Plan) -> Double? {
    guard let budget = request.plan.budgetSeconds else { return nil }
    let all = plans.reduce(0) { $0 + $1.matrix.cells.count }
    return budget * Double(plan.matrix.cells.count) / Double(max(all, 1))
  }
}
