internal import Machine
internal import Measure

extension CapabilityReport {
  /// The columns of the tidy form: one row a fact, the same for every machine.
  package static let columns = [
    "schema_version", "host_id", "taken_utc", "section", "key", "value", "unit", "low", "high",
    "status", "reason_code", "reason", "remedy",
  ]

  /// The whole report as a file that concatenates with other machines'.
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
