internal import Measure
internal import Scenarios

/// A scenario's counts compared with the expected ones: the moved, the missing and the omitted.
struct CountComparison {
  /// One line for each count that moved, with both values.
  private(set) var moved: [String] = []
  /// Cells of the scenario without expected counts.
  private(set) var unexpected: [String] = []
  /// Expected cells that the scenario lacks.
  private(set) var gone: [String] = []
  /// The number of counts compared, and of the cells that have them.
  private(set) var countCount = 0
  private(set) var cellCount = 0
  /// The numbers of cells that can't run here, of cells that have another seed or are sized by this
  /// machine, and of cells that the scenario doesn't have by itself.
  private(set) var unavailableCount = 0
  private(set) var otherWorkCount = 0
  private(set) var foreignCount = 0
  /// The number of expected cells that this call left out.
  private(set) var leftOutCount = 0
  /// Whether the scenario's text has changed since the counts were written.
  private(set) var isEdited = false

  /// Compares every cell of the plan that was verified.
  init(_ found: CountedScenario, _ expected: [ExpectedCount]) {
    let cells = Dictionary(grouping: expected, by: \.keys.cellID)
    isEdited = expected.contains { $0.keys.scenarioHash != found.plan.file.hash }
    for cell in found.plan.matrix.cells {
      compare(cell, found, cells[cell.id])
    }
    let planned = Set(found.plan.matrix.cells.map(\.id))
    for id in cells.keys.sorted() where !planned.contains(id) {
      let isGone = found.own[id] == nil && !found.dependsOnMachine
      if isGone { gone.append(id) } else { leftOutCount += 1 }
    }
  }

  private mutating func compare(
    _ cell: Cell, _ found: CountedScenario, _ expected: [ExpectedCount]?
  ) {
    guard cell.obstacle == nil else { return unavailableCount += 1 }
    // The run itself reports the reason why a cell has no counts.
    guard let counts = found.counts[cell.id] else { return }
    guard let expected else {
      if found.own[cell.id] == nil || found.dependsOnMachine {
        foreignCount += 1
      } else {
        unexpected.append(cell.id)
      }
      return
    }
    let (keys, wantedKeys) = (counts[0].keys, expected[0].keys)
    guard keys.seed == wantedKeys.seed,
      !cell.isSizedByMachine || Self.size(keys) == Self.size(wantedKeys)
    else { return otherWorkCount += 1 }
    let sizes = zip(["threads", "working_set_bytes"], zip(Self.size(keys), Self.size(wantedKeys)))
    for (name, (value, want)) in sizes where value != want { tell(name, value, want, cell, found) }
    cellCount += 1
    let (values, wanted) = (Self.values(counts), Self.values(expected))
    for metric in Set(values.keys).union(wanted.keys).sorted() {
      countCount += 1
      let (value, want) = (values[metric, default: 0], wanted[metric, default: 0])
      if value != want { tell(metric, value, want, cell, found) }
    }
  }

  private mutating func tell(
    _ name: String, _ value: Int, _ wanted: Int, _ cell: Cell, _ found: CountedScenario
  ) {
    moved.append("\(found.name): \(cell.id): \(name) is \(value), and \(wanted) was expected")
  }

  private static func size(_ keys: CellKeys) -> [Int] {
    [keys.threads ?? 0, keys.workingSetByteCount ?? 0]
  }

  private static func values(_ counts: [ExpectedCount]) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: counts.map { ($0.metric, $0.value) })
  }
}

extension Cell {
  /// Whether the amount of work depends on the machine.
  fileprivate var isSizedByMachine: Bool {
    values[.workingSet] == .dram || values[.threads] == .allCPUs
  }
}
