internal import Machine
internal import Measure

extension CapabilityReport {
  /// The report for people: the facts by section, the missing ones with their remedies, and the
  /// verdict.
  package var text: String {
    let head = "Capabilities of host \(hostID), \(takenUTC)\n"
    let sections = Capability.Section.allCases.compactMap { section -> String? in
      section == .verdict ? nil : text(of: section)
    }
    return ([head] + sections + [missing, verdict].filter { !$0.isEmpty }).joined(separator: "\n")
  }

  private func text(of section: Capability.Section) -> String? {
    let rows = rows(of: section).filter { $0.status == .ok }
    guard !rows.isEmpty else { return nil }
    let tables = section == .ceilings ? CeilingTable.text(rows) : ""
    let plain = section == .ceilings ? CeilingTable.others(rows) : rows
    let lines = Self.merged(plain).map { ["  " + $0.name, $0.value] }
    return Self.title(section) + "\n" + tables + Columns.text(lines)
  }

  /// The instruction sets in one line; every other fact in its own line.
  private static func merged(_ rows: [Capability]) -> [(name: String, value: String)] {
    let prefix = "isa_"
    let sets = rows.filter { $0.key.hasPrefix(prefix) }.map { $0.key.dropFirst(prefix.count) }
    var lines = rows.filter { !$0.key.hasPrefix(prefix) }.map { (name: name($0), value: shown($0)) }
    if !sets.isEmpty { lines.append(("instruction sets", sets.joined(separator: " "))) }
    return lines
  }

  /// The missing facts: those with the same reason together, each reason with its remedy.
  private var missing: String {
    var groups: [(names: [String], row: Capability)] = []
    for row in rows where row.status == .unavailable && row.section != .verdict {
      if let index = groups.firstIndex(where: { Self.isSame($0.row, row) }) {
        groups[index].names.append(Self.name(row))
      } else {
        groups.append(([Self.name(row)], row))
      }
    }
    guard !groups.isEmpty else { return "" }
    return groups.reduce(into: "Missing here, and what would change it\n") { text, group in
      text += "  \(group.names.joined(separator: ", ")): "
      text += "\(group.row.reason) (\(group.row.reasonCode))\n"
      if !group.row.remedy.isEmpty { text += "    remedy: \(group.row.remedy)\n" }
    }
  }

  private static func isSame(_ one: Capability, _ other: Capability) -> Bool {
    one.section == other.section && one.reason == other.reason && one.remedy == other.remedy
  }

  /// The kinds of work that the machine is fit to judge, and the others with the reasons.
  private var verdict: String {
    let rows = rows(of: .verdict)
    guard !rows.isEmpty else { return "" }
    let fit = rows.filter { $0.status == .ok }.compactMap(\.value)
    var unfit: [(subjects: [String], reason: String)] = []
    for row in rows where row.status == .unavailable {
      let subject = CapabilityVerdict.subject(row.key)
      if let index = unfit.firstIndex(where: { $0.reason == row.reason }) {
        unfit[index].subjects.append(subject)
      } else {
        unfit.append(([subject], row.reason))
      }
    }
    let start = fit.isEmpty ? "Verdict: fit for nothing" : "Verdict: fit for " + Self.joined(fit)
    guard !unfit.isEmpty else { return start + "\n" }
    let rest = unfit.map { Self.joined($0.subjects) + " (\($0.reason))" }
    return start + ";\n  not for " + rest.joined(separator: ", ") + "\n"
  }

  /// The words as a list: "a, b and c".
  private static func joined(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func title(_ section: Capability.Section) -> String {
    section.rawValue.prefix(1).uppercased() + section.rawValue.dropFirst()
  }

  /// The key in words.
  static func name(_ row: Capability) -> String {
    if row.section == .backends { return row.key + " backend" }
    return row.key.split(separator: "_").joined(separator: " ")
  }

  /// The value in units for people.
  static func shown(_ row: Capability) -> String {
    guard let value = row.value else { return "unavailable: \(row.reasonCode)" }
    guard let number = Double(value) else { return value }
    switch row.unit {
    case "": return value
    case "B": return Display.bytes(Int(number))
    case "ratio": return Display.percent(number)
    case "count": return Display.grouped(Int(number))
    case "s":
      return number < 1 && number > 0 ? Display.time(number * 1e9) : ProgressLine.time(number)
    default: return Display.value(number, unit: row.unit)
    }
  }
}
