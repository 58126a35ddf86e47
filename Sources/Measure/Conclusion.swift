/// The closing summary of a run for people: for each scenario one sentence and a bar.
package enum Conclusion {
  /// A line for each scenario that has cells, in the order of the rows.
  package static func lines(_ rows: ResultRows) -> [String] {
    var names: [String] = []
    for row in rows.summary where !names.contains(row.keys.scenario) {
      names.append(row.keys.scenario)
    }
    return names.compactMap { name in
      let cells = CellView.all(
        rows.summary.filter { $0.keys.scenario == name }, rows.compare)
      return cells.isEmpty ? nil : name + ": " + sentence(cells)
    }
  }

  /// Ten blocks, filled up to a share of the ceiling.
  package static func bar(_ fraction: Double) -> String {
    let filled = min(10, max(0, Int(clamped: fraction * 10)))
    return String(repeating: "▇", count: filled) + String(repeating: "▁", count: 10 - filled)
  }

  private static func sentence(_ cells: [CellView]) -> String {
    var parts: [String] = []
    if let best = best(cells) {
      var text = label(best.keys) + place(best, among: cells) + ": " + speed(best, among: cells)
      if let fraction = best.throughput?.ceilingFraction {
        let ceiling = best.throughput?.ceilingName ?? ""
        text += ", \(bar(fraction)) \(Display.percent(fraction)) of \(meaning(ceiling))"
        if best.isAboveCeiling { text += " (doubtful: that should bound it)" }
      }
      parts.append(text)
    } else {
      parts.append("nothing was timed")
    }
    parts += proofs(cells)
    return (parts + doubts(cells) + shortfalls(cells)).joined(separator: "; ")
  }

  /// The cell with the largest gain over its baseline that the comparison could tell; without such,
  /// the cell closest to its ceiling.
  private static func best(_ cells: [CellView]) -> CellView? {
    let timed = cells.filter { $0.time != nil }
    let compared = timed.filter { $0.decidedComparison?.ratio != nil }
    if let best = compared.min(by: { ($0.comparison?.ratio ?? 1) < ($1.comparison?.ratio ?? 1) }) {
      return best
    }
    return timed.max {
      ($0.throughput?.ceilingFraction ?? 0) < ($1.throughput?.ceilingFraction ?? 0)
    }
  }

  private static func label(_ keys: CellKeys) -> String {
    let parts = [keys.backendExecuted, keys.allocatorExecuted].filter { !$0.isEmpty }
    return parts.isEmpty ? keys.workload : parts.joined(separator: " + ")
  }

  /// The values that set the sentence's cell apart from the scenario's others, if any do.
  private static func place(_ cell: CellView, among cells: [CellView]) -> String {
    let axes: [(CellKeys) -> String] = [
      { $0.workload }, { $0.workingSetByteCount.map { Display.bytes($0) } ?? "" },
      { $0.deltaByteCount.map { "deltas of " + Display.bytes($0) } ?? "" },
      { $0.density.map { "density " + $0.field } ?? "" }, { $0.pattern },
      { $0.threads.map { $0 == 1 ? "1 thread" : "\($0) threads" } ?? "" },
    ]
    let varied = axes.filter { axis in Set(cells.map { axis($0.keys) }).count > 1 }
    let words = varied.map { $0(cell.keys) }.filter { !$0.isEmpty }
    return words.isEmpty ? "" : " at its best (" + words.joined(separator: ", ") + ")"
  }

  private static func speed(_ cell: CellView, among cells: [CellView]) -> String {
    guard let row = cell.decidedComparison, let ratio = row.ratio else {
      let time = cell.timeText + " a " + singular(cell.keys.operation)
      return cell.throughputText.isEmpty ? time : time + ", " + cell.throughputText
    }
    let base = cells.first { $0.keys.cellID == row.baseCellID }
    let name = base.map { baseLabel($0.keys, beside: cell.keys) } ?? "the baseline"
    var text = Display.times(1 / ratio) + " times " + name
    if let low = row.ratioLow, let high = row.ratioHigh {
      text += " (\(Display.times(1 / high)) to \(Display.times(1 / low)))"
    }
    return text
  }

  /// The baseline's label: the backend or the allocator where only that differs.
  private static func baseLabel(_ base: CellKeys, beside head: CellKeys) -> String {
    if base.allocatorExecuted == head.allocatorExecuted, !base.backendExecuted.isEmpty {
      return base.backendExecuted
    }
    if base.backendExecuted == head.backendExecuted, !base.allocatorExecuted.isEmpty {
      return base.allocatorExecuted
    }
    return label(base)
  }

  private static func meaning(_ ceiling: String) -> String {
    if ceiling.hasPrefix("copy") { return "what this machine can copy" }
    if ceiling.hasPrefix("read") { return "what this machine can read" }
    if ceiling.contains("write") { return "what this machine can write" }
    return ceiling
  }

  private static func singular(_ operation: String) -> String {
    operation.isEmpty ? "operation" : operation
  }

  /// A sentence for each kind of operation: "1,312 page writes verified bit for bit".
  private static func proofs(_ cells: [CellView]) -> [String] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for cell in cells {
      guard let count = cell.verifiedOperationCount, cell.outcome.verified == true else {
        continue
      }
      let operation = singular(cell.keys.operation)
      if counts[operation] == nil { order.append(operation) }
      counts[operation, default: 0] = counts[operation, default: 0].addingClamped(count)
    }
    let words = order.map { name in
      let count = counts[name] ?? 0
      return Display.grouped(count) + " " + name + (count == 1 ? "" : "s")
    }
    return words.isEmpty ? [] : [words.joined(separator: " and ") + " verified bit for bit"]
  }

  /// "2 of 5 ratios inconclusive".
  private static func doubts(_ cells: [CellView]) -> [String] {
    let compared = cells.compactMap(\.comparison).filter { $0.ratio != nil }
    let count = compared.count { !$0.verdict.isDecided }
    return count == 0 ? [] : ["\(count) of \(compared.count) ratios inconclusive"]
  }

  /// A sentence for each status and reason: "2 cells unavailable (isa_absent)".
  private static func shortfalls(_ cells: [CellView]) -> [String] {
    var order: [String] = []
    var counts: [String: Int] = [:]
    for cell in cells where cell.outcome.status != .ok {
      let name = "\(cell.outcome.status.rawValue) (\(cell.outcome.reasonCode))"
      if counts[name] == nil { order.append(name) }
      counts[name, default: 0] += 1
    }
    return order.map { name in
      let count = counts[name] ?? 0
      return "\(count) \(count == 1 ? "cell" : "cells") \(name)"
    }
  }
}
