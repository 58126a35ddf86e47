internal import Measure
package import Machine

/// The facts of one machine at one time: the rows that all renderings are made from.
package struct CapabilityReport: Equatable, Sendable {
  /// The version of the columns and of the document; columns are only ever appended.
  package static let schemaVersion = "1.0"

  /// A hash of processor model, caches and memory; never a name.
  package var hostID: String
  /// The date and time of the report: "2026-11-20T09:30:00Z".
  package var takenUTC: String
  /// All facts, by section in the order of `Capability.Section`.
  package var rows: [Capability]

  /// Puts a report together.
  package init(hostID: String, takenUTC: String, rows: [Capability]) {
    self.hostID = hostID
    self.takenUTC = takenUTC
    self.rows = rows
  }

  /// The row of that name; nil where the report has no such row.
  package func row(_ section: Capability.Section, _ key: String) -> Capability? {
    rows.first { $0.section == section && $0.key == key }
  }

  /// The value of that name; nil where it is unavailable.
  package func value(_ section: Capability.Section, _ key: String) -> String? {
    row(section, key)?.value
  }

  /// The rows of one section in order.
  func rows(of section: Capability.Section) -> [Capability] {
    rows.filter { $0.section == section }
  }
}

extension CapabilityReport {
  /// The columns of the tidy form: one row for each fact, the same for every machine.
  package static let columns = [
    "schema_version", "host_id", "taken_utc", "section", "key", "value", "unit", "low", "high",
    "status", "reason_code", "reason", "remedy",
  ]

  /// The whole report as a file that can be concatenated with other machines' reports.
  package var csv: String {
    rows.reduce(into: CSV.line(Self.columns)) { text, row in
      text += CSV.line([
        Self.schemaVersion, hostID, takenUTC, row.section.rawValue, row.key, row.value ?? "",
        row.unit, row.low.map(Capability.field) ?? "", row.high.map(Capability.field) ?? "",
        row.status.rawValue, row.reasonCode, row.reason, row.remedy,
      ])
    }
  }
}
