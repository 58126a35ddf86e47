internal import Measure
internal import Proof
internal import Scenarios

/// The effect of a planted fault: the cells that had it, and whether each caught it.
struct FaultReport {
  let fault: PlantedFault
  /// Cells that ran with the fault in them.
  private(set) var planted: [String] = []
  /// The cells among those that got a number nevertheless.
  private(set) var missed: [String] = []

  /// Makes a report with no cells.
  init(_ fault: PlantedFault) { self.fault = fault }

  /// The reason why no cell of a plan would have the fault in it; nil where one would.
  func obstacle(_ plan: Plan) -> String? {
    let cells = plan.matrix.cells
    guard !cells.contains(where: concerns) else { return nil }
    let name = plan.file.scenario.name
    switch fault.part {
    case .log:
      let works = Self.list(cells.map(\.workload))
      return "nothing that \(name) runs here writes a log: \(works)"
    case .backend(let backend):
      let own = cells.filter { $0.values[.backend] == .name(backend) }
      if let reason = own.first?.obstacle?.reason {
        return "no cell of \(name) with \(backend) can run here: \(reason)"
      }
      let others = Self.list(cells.compactMap { $0.values[.backend]?.text })
      return "no cell of \(name) that was asked for uses \(backend)"
        + (others.isEmpty ? ": its work has no backend" : ", only \(others)")
    }
  }

  private static func list(_ names: [String]) -> String {
    Set(names).sorted().joined(separator: ", ")
  }

  /// Whether a planned cell runs with the fault in it.
  func concerns(_ cell: Cell) -> Bool {
    guard cell.obstacle == nil else { return false }
    switch fault.part {
    case .backend(let name): return cell.values[.backend] == .name(name)
    case .log: return Self.writesLog(cell.workload)
    }
  }

  /// Whether the work writes a log; such work is named for it, or is the whole engine's.
  private static func writesLog(_ workload: String) -> Bool {
    ["log.", "engine."].contains(where: workload.hasPrefix)
  }

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

  /// The result for people: "flipped one bit in avx2: caught, no number printed".
  var sentence: String {
    let part = fault.part.name
    guard missed.isEmpty else {
      return "flipped one bit in \(part): NOT CAUGHT in \(missed.joined(separator: ", "))"
    }
    return "flipped one bit in \(part): caught, no number printed"
  }
}

extension SummaryRow {
  /// Makes the row of a count about a command as a whole, outside any scenario.
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
