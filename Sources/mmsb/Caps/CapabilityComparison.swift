internal import Machine

/// The differences between two machines' reports.
package struct CapabilityComparison {
  private let reports: [CapabilityReport]
  private let names: [String]

  /// Compares reports; `names` are the heads of the columns.
  package init(_ one: CapabilityReport, _ other: CapabilityReport, names: [String]) {
    precondition(names.count == 2, "two reports have two names")
    reports = [one, other]
    self.names = names
  }

  /// A line for each fact that differs or that only one report has, by section, and the number of
  /// equal facts.
  package var text: String {
    var alike = 0
    var lines = [["", names[0], names[1]]]
    for (section, key) in facts {
      let rows = reports.map { $0.row(section, key) }
      if let one = rows[0], let other = rows[1], Self.isSame(one, other) {
        alike += 1
      } else {
        lines.append(["\(section.rawValue) \(key)"] + rows.map(Self.shown))
      }
    }
    let count = lines.count - 1
    let end =
      count == 0 ? "nothing differs in \(alike) facts\n" : "\(count) differ, \(alike) are alike\n"
    return (count == 0 ? "" : Columns.text(lines)) + end
  }

  /// Every fact of either report, by section, in the first report's order and then the second's;
  /// the section about the report itself is left out.
  private var facts: [(Capability.Section, String)] {
    Capability.Section.allCases.filter { $0 != .report }.flatMap { section in
      var keys: [String] = []
      for row in reports.flatMap({ $0.rows(of: section) }) where !keys.contains(row.key) {
        keys.append(row.key)
      }
      return keys.map { (section, $0) }
    }
  }

  private static func isSame(_ one: Capability, _ other: Capability) -> Bool {
    (one.value, one.unit, one.status, one.reasonCode)
      == (other.value, other.unit, other.status, other.reasonCode)
  }

  private static func shown(_ row: Capability?) -> String {
    row.map(CapabilityReport.shown) ?? "not in this report"
  }
}
