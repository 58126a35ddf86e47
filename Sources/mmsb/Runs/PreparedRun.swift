internal import Support
internal import Machine
internal import Measure
internal import Proof
internal import Scenarios
internal import StateBus

/// A call's scenarios with their plans, after every check of the input and before any run.
struct PreparedRun {
  let request: RunRequest
  /// How busy others kept the CPUs before the run; nil where nothing is timed.
  private(set) var load: CPULoad?
  let catalogue: Catalogue
  private(set) var topology: Topology
  /// The memory that the process may take, read before any of it is.
  let memoryByteCount: Int?
  private(set) var plans: [Plan]
  /// Facts that the caller should know before the run.
  let notes: [String]
  /// The earlier part of the run; nil for a new run.
  var resumption: Resumption?

  /// Reads the scenarios, plans them on this machine and verifies their traces; a scenario that is
  /// named again runs once.
  init(_ request: RunRequest) throws {
    try Catalogue.checkForcedBackend()
    let catalogue = Catalogue.ofThisBuild(fault: request.fault, limits: request.limits)
    let (files, notes) = try Self.files(request.scenarios, catalogue)
    try self.init(request, files, catalogue, notes: notes)
  }

  /// Reads scenarios, each once, with a note on those that are named again.
  static func files(
    _ names: [String], _ catalogue: Catalogue
  ) throws -> (files: [ScenarioFile], notes: [String]) {
    var files: [ScenarioFile] = []
    var notes: [String] = []
    for name in names {
      let file = try ScenarioFile.load(name, catalogue)
      if files.contains(where: { $0.isSame(as: file) }) {
        notes.append("\(name) is named again: \(file.scenario.name) runs once")
      } else {
        files.append(file)
      }
    }
    return (files, notes)
  }

  /// Plans scenarios that have been read, and verifies their traces.
  init(
    _ request: RunRequest, _ files: [ScenarioFile], _ catalogue: Catalogue, notes: [String] = []
  ) throws {
    self.request = request
    self.catalogue = catalogue
    let topology = Topology.read().preferring(request.preferredCPUs)
    self.topology = topology
    let memory = MemoryFacts.read()
    memoryByteCount = memory.availableByteCount
    var options = request.options
    options.memoryByteCount = memory.availableByteCount
    plans = try Self.plans(files, options) { try Plan($0, catalogue, topology, $1) }
    self.notes = notes + Self.warning(plans)
    try checkTraces()
    try checkFault()
  }

  /// Moves the run to the least busy CPUs, unless the call prefers others. Called just before
  /// anything is timed, while nothing else of this process runs, so that the load is that of
  /// others.
  mutating func choosePlaces() {
    guard request.preferredCPUs.isEmpty else { return }
    let load = CPULoad.watched()
    topology = topology.rated(by: load)
    self.load = load
    plans = plans.map { $0.placed(on: topology) }
  }

  /// One plan per scenario; a budget is shared in proportion to the scenarios' estimates.
  private static func plans(
    _ files: [ScenarioFile], _ options: PlanOptions,
    _ make: (ScenarioFile, PlanOptions) throws -> Plan
  ) throws -> [Plan] {
    var unlimited = options
    unlimited.budgetSeconds = nil
    let plans = try files.map { try make($0, unlimited) }
    guard let budget = options.budgetSeconds else { return plans }
    let total = max(plans.reduce(0) { $0 + $1.estimatedSeconds }, 1e-9)
    return try zip(files, plans).map { file, plan in
      var share = options
      share.budgetSeconds = budget * plan.estimatedSeconds / total
      return try make(file, share)
    }
  }

  /// Refuses a trace that isn't whole to its end, before any of its work is measured.
  private func checkTraces() throws {
    var known: Set<String> = []
    for path in plans.compactMap(\.tracePath) where known.insert(path).inserted {
      do { try check(path) } catch { throw Failure(error, of: path) }
    }
  }

  private func check(_ path: String) throws {
    let trace = try TraceInfo(
      path: path, limits: request.limits, backend: try Backend.preferred())
    guard trace.tail != .open else {
      throw Failure(
        .damaged,
        "trace \(path) ends without its close record: it was cut short, or is still being written")
    }
    guard trace.tail == .closed else { throw Failure(.damaged, "trace \(path) is \(trace.tail)") }
    guard trace.deltaCount > trace.baseDeltaCount else {
      throw Failure(
        .usage, "trace \(path) has nothing in it to replay: no delta follows its first commit")
    }
    guard trace.largestStateByteCount <= request.limits.stateByteCount else {
      throw ReadLimitError(
        .state, found: trace.largestStateByteCount, limit: request.limits.stateByteCount)
    }
  }

  /// Refuses a fault in a part that no cell uses, since no proof would catch the fault.
  private func checkFault() throws {
    guard let fault = request.fault else { return }
    let report = FaultReport(fault)
    for plan in plans {
      if let obstacle = report.obstacle(plan) { throw Failure(.usage, "--inject: \(obstacle)") }
    }
  }

  /// The longest estimate without a warning.
  private static let longSeconds = 3600.0

  private static func warning(_ plans: [Plan]) -> [String] {
    let seconds = plans.reduce(0) { $0 + $1.secondsWithinBudget }
    guard seconds > longSeconds else { return [] }
    return [
      "this takes about \(ProgressLine.time(seconds)): --quick, --filter or --budget make it "
        + "shorter"
    ]
  }

  /// The cells that would run, with the estimated time.
  var text: String {
    plans.map { plan in
      let cells = plan.matrix.cells
      let runnable = cells.count { $0.obstacle == nil }
      return "\(plan.file.scenario.name): \(runnable) of \(cells.count) cells can run here, "
        + "\(extent(plan)), about \(ProgressLine.time(plan.secondsWithinBudget))\n"
        + Columns.text(rows(plan))
    }.joined(separator: "\n")
  }

  private func extent(_ plan: Plan) -> String {
    if request.mode == .verify { return "proved, not timed" }
    guard let width = plan.untilWidth else {
      return "\(plan.rounds) rounds" + (plan.launches > 1 ? " in \(plan.launches) launches" : "")
    }
    let fewest = min(plan.rounds, WantedWidth.firstRound)
    return "\(fewest) to \(plan.rounds) rounds until ± \(Display.percent(width)), at least"
  }

  private func rows(_ plan: Plan) -> [[String]] {
    zip(plan.matrix.groups, plan.groupsThatFit).flatMap { group, fits in
      group.cells.map { cell in
        let obstacle = cell.obstacle.map { "\($0.kind.rawValue): \($0.reason)" }
        return ["  " + cell.id, obstacle ?? (fits ? "" : "skipped: beyond the budget")]
      }
    }
  }
}

extension Plan {
  /// The estimated time of the groups that fit the budget.
  fileprivate var secondsWithinBudget: Double {
    zip(groupSeconds, groupsThatFit).reduce(0) { $0 + ($1.1 ? $1.0 : 0) }
  }
}
