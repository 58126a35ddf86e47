internal import Machine

/// Measured ceilings as a table for people: loops down, levels of memory across.
enum CeilingTable {
  private static let levels = ["l1", "l2", "l3", "dram"]

  /// The table of each memory node; empty where nothing was measured.
  static func text(_ rows: [Capability]) -> String {
    var nodes: [String] = []
    for row in rows {
      if let place = Place(row.key), !nodes.contains(place.node) { nodes.append(place.node) }
    }
    return nodes.map { table(rows, node: $0) }.joined()
  }

  /// The rows that belong to none of the tables.
  static func others(_ rows: [Capability]) -> [Capability] { rows.filter { Place($0.key) == nil } }

  private static func table(_ rows: [Capability], node: String) -> String {
    let placed = rows.compactMap { row in Place(row.key).map { (place: $0, row: row) } }
      .filter { $0.place.node == node }
    var names: [String] = []
    for (place, _) in placed where !names.contains(place.name) { names.append(place.name) }
    let shown = levels.filter { level in placed.contains { $0.place.level == level } }
    let head =
      ["  " + (node.isEmpty ? "" : "node \(node.dropFirst(4))")] + shown.map { $0.uppercased() }
    let lines = names.map { name in
      ["  " + name]
        + shown.map { level in
          placed.first { $0.place.name == name && $0.place.level == level }
            .map { CapabilityReport.shown($0.row) } ?? ""
        }
    }
    return Columns.text([head] + lines, numbers: Set(1...shown.count))
  }

  /// The parts of a key: "copy_avx512_l2", "load_latency_dram_node1".
  private struct Place {
    let name: String
    let level: String
    let node: String

    init?(_ key: String) {
      var words = key.split(separator: "_").map(String.init)
      node = words.last?.hasPrefix("node") == true ? words.removeLast() : ""
      guard let last = words.popLast(), CeilingTable.levels.contains(last) else { return nil }
      level = last
      name = words.joined(separator: " ")
    }
  }
}
