internal import Machine
internal import Measure
internal import Scenarios

/// The exact counts of a scenario's cells here, beside the cells of the scenario by itself.
struct CountedScenario {
  /// The plan that was carried out.
  let plan: Plan
  /// The cells that the scenario has without any choice on the command line, by id.
  let own: [String: Cell]
  /// The counts of each verified cell, by id; never empty for a cell.
  let counts: [String: [ExpectedCount]]

  /// Selects the counts from a scenario's rows.
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

  /// The counts that depend on the work alone.
  static func metrics(_ catalogue: Catalogue) -> Set<String> {
    Set(catalogue.exactCounters.map(\.name) + ["verified_operations"])
  }

  var name: String { plan.file.scenario.name }

  /// Whether the set of cells depends on the machine.
  var dependsOnMachine: Bool {
    let axes = plan.file.scenario.axes
    return axes[.node]?.contains(.eachNode) == true || axes[.memory]?.contains(.bindEach) == true
  }

  /// The cells by id, with those that a forced backend leaves out.
  private static func own(
    _ plan: Plan, _ catalogue: Catalogue
  ) throws(ScenarioError) -> [String: Cell] {
    let free = Catalogue(
      workloads: catalogue.workloads, backends: catalogue.backends,
      allocators: catalogue.allocators)
    let matrix = try MatrixBuilder(plan.file, free, plan.topology, MatrixOptions()).matrix()
    return Dictionary(uniqueKeysWithValues: matrix.cells.map { ($0.id, $0) })
  }

  /// The count with the requested values, since those, not the executed ones, identify the work.
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
