internal import Measure
internal import Proof
internal import Scenarios

/// What became of a planted fault: in which cells it was, and whether each was caught.
struct FaultReport {
  let fault: PlantedFault
  /// Cells that ran with the fault in them.
  private(set) var planted: [String] = []
  /// Those among them that got a number all the same.
  private(set) var missed: [String] = []

  /// Nothing planted yet.
  init(_ fault: PlantedFault) { self.fault = fault }

  /// Whether a planned cell runs with the fault in it.
  func concerns(_ cell: Cell) -> Bool {
    guard cell.obstacle == nil else { return false }
    switch fault.part {
    case .backend(let name): return cell.values[.backend] == .name(name)
    case .log: return Self.writesLog(cell.workload)
    }
  }

  /// Work on logs is named for it.
  private static func writesLog(_ workload: String) -> Bool { workload.hasPrefix("log.") }

  /// Judges a scenario's rows: a cell with the fault in it must not have verified.
  mutating func judge(_ rows: ResultRows, _ plan: Plan) {
    let concerned = Set(plan.matrix.cells.filter(concerns).map(\.id))
    var seen: Set<String> = []
    for row in rows.summary where concerned.contains(row.keys.cellID) {
      let isCell = row.keys.variant == CellKeys.cellVariant
      guard isCell, row.status != .skipped else { continue }
      if seen.insert(row.keys.cellID).inserted { planted.append(row.keys.cellID) }
      let isMissed = row.status == .ok || row.verified == true || row.value != nil
      if isMissed, !missed.contains(row.keys.cellID) { missed.append(row.keys.cellID) }
    }
  }

  /// The rows that figure H3 is made from.
  func rows(_ keys: CellKeys) -> [SummaryRow] {
    let counts = [
      ("planted_faults", planted.count), ("caught_faults", planted.count - missed.count),
    ]
    return counts.map { SummaryRow(keys, scenario: "inject", $1, of: $0) }
  }

  /// What people are told: "flipped one bit in avx2: caught, no number printed".
  var sentence: String {
    let part = fault.part.name
    guard missed.isEmpty else {
      return "flipped one bit in \(part): NOT CAUGHT in \(missed.joined(separator: ", "))"
    }
    return "flipped one bit in \(part): caught, no number printed"
  }
}

extension SummaryRow {
  /// A count of what a command did by itself, outside any scenario.
  init(_ keys: CellKeys, scenario: String, _ count: Int, of metric: String) {
    self.init()
    self.keys = keys
    self.keys.scenario = scenario
    self.keys.cellID = scenario
    self.metric = metric
    unit = "count"
    value = Double(count)
    valueKind = .exact
    source = .engine
  }
}
