internal import Machine
internal import Measure
internal import Scenarios

/// The exact counts that a scenario's cells had here, beside what the scenario asks for by itself.
struct CountedScenario {
  /// The plan that was carried out.
  let plan: Plan
  /// The cells that the scenario has without any choice on the command line, by id.
  let own: [String: Cell]
  /// The counts of each verified cell, by id; never empty for one.
  let counts: [String: [ExpectedCount]]

  /// Picks the counts out of a scenario's rows.
  init(_ plan: Plan, _ rows: ResultRows, _ catalogue: Catalogue) throws(ScenarioError) {
    self.plan = plan
    own = try Self.own(plan, catalogue)
    let metrics = Self.metrics(catalogue)
    let cells = Dictionary(uniqueKeysWithValues: plan.matrix.cells.map { ($0.id, $0) })
    let found = rows.summary.compactMap { row -> ExpectedCount? in
      guard row.status == .ok, row.keys.variant == CellKeys.cellVariant,
        row.valueKind == .exact, metrics.contains(row.metric),
        let cell = cells[row.keys.cellID], let value = row.value.flatMap({ Int(exactly: $0) })
      else { return nil }
      return Self.count(row, value, cell, plan, catalogue)
    }
    counts = Dictionary(grouping: found, by: \.keys.cellID)
  }

  /// The counts that nothing but the work decides.
  static func metrics(_ catalogue: Catalogue) -> Set<String> {
    Set(catalogue.exactCounters.map(\.name) + ["verified_operations"])
  }

  var name: String { plan.file.scenario.name }

  /// Whether the machine decides which cells there are.
  var dependsOnMachine: Bool {
    let axes = plan.file.scenario.axes
    return axes[.node]?.contains(.eachNode) == true || axes[.memory]?.contains(.bindEach) == true
  }

  /// What a forced backend leaves out belongs to the scenario all the same.
  private static func own(
    _ plan: Plan, _ catalogue: Catalogue
  ) throws(ScenarioError) -> [String: Cell] {
    let free = Catalogue(
      workloads: catalogue.workloads, backends: catalogue.backends,
      allocators: catalogue.allocators)
    let matrix = try MatrixBuilder(plan.file, free, plan.topology, MatrixOptions()).matrix()
    return Dictionary(uniqueKeysWithValues: matrix.cells.map { ($0.id, $0) })
  }

  /// What was asked for says whether two counts are of the same work, not what came of it.
  private static func count(
    _ row: SummaryRow, _ value: Int, _ cell: Cell, _ plan: Plan, _ catalogue: Catalogue
  ) -> ExpectedCount {
    let hasSet = catalogue.workload(cell.workload)?.axes.contains(.workingSet) == true
    var count = ExpectedCount()
    count.keys.scenario = plan.file.scenario.name
    count.keys.scenarioHash = plan.file.hash
    count.keys.cellID = cell.id
    count.keys.workload = cell.workload
    count.keys.threads = cell.request.workerCount
    count.keys.workingSetByteCount = hasSet ? cell.request.workingSetByteCount : nil
    count.keys.seed = cell.request.seed
    count.metric = row.metric
    count.value = value
    count.unit = row.unit
    return count
  }
}
