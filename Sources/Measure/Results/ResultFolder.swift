/// A folder of results: `samples.csv`, `summary.csv`, `compare.csv` and `manifest.json`.
///
/// Rows are kept in memory while the run lasts, so that writing disturbs no timing, and written all
/// together under temporary names, synced and renamed: a final name never shows half a file. A run
/// that is interrupted calls `finish(partial: true)` and keeps every finished cell.
package final class ResultFolder {
  /// The folder as it was named.
  package let path: String
  /// All rows so far.
  package private(set) var rows = ResultRows()

  /// Makes the folder, and proves that files can be written there before anything is measured.
  package init(creating path: String) throws(ResultError) {
    self.path = path
    try FileAccess.makeFolder(path)
    if Self.fileNames.contains(where: { FileAccess.exists("\(path)/\($0)") }) {
      throw .occupied(path: path)
    }
    let probe = "\(path)/.probe.part"
    try FileAccess.write([0], to: probe)
    FileAccess.remove(probe)
  }

  /// The names of a folder's files.
  package static let fileNames = [
    SampleRow.fileName, SummaryRow.fileName, CompareRow.fileName, Manifest.fileName,
  ]

  /// Changes the rows so far, where what was learned later takes something back.
  package func revise<Result>(_ change: (inout ResultRows) -> Result) -> Result { change(&rows) }

  /// Adds the rows of a finished part of the run.
  package func append(_ more: ResultRows) { rows.append(more) }

  /// Writes all rows so far. The manifest's members are those of `Manifest.fields` that aren't
  /// automatic, and any others. May be called again after more rows.
  package func finish(partial: Bool, manifest: [JSONMember]) throws(ResultError) {
    let document = Manifest.document(
      manifest, rows: rows, partial: partial, clock: Clock.measured())
    try FileAccess.publish(
      [
        (SampleRow.fileName, Array(ResultTable.text(rows.samples).utf8)),
        (SummaryRow.fileName, Array(ResultTable.text(rows.summary).utf8)),
        (CompareRow.fileName, Array(ResultTable.text(rows.compare).utf8)),
        (Manifest.fileName, Array(document.document.utf8)),
      ], in: path)
  }

  /// Reads a folder; anything that doesn't follow the schema is an error.
  package static func read(_ path: String) throws(ResultError) -> StoredResults {
    let (results, findings) = try inspect(path)
    if let first = findings.first { throw .malformed(path: path, first) }
    return results
  }

  /// Everything that is wrong with a folder; empty when nothing is.
  package static func validate(_ path: String) throws(ResultError) -> [Finding] {
    try inspect(path).findings
  }

  private static func inspect(
    _ path: String
  ) throws(ResultError) -> (results: StoredResults, findings: [Finding]) {
    guard FileAccess.isFolder(path) else {
      throw .cannotRead(path: path, reason: "it is not a results folder")
    }
    var check = ResultCheck()
    var rows = ResultRows()
    rows.samples = check.table(try FileAccess.read("\(path)/\(SampleRow.fileName)"))
    rows.summary = check.table(try FileAccess.read("\(path)/\(SummaryRow.fileName)"))
    rows.compare = check.table(try FileAccess.read("\(path)/\(CompareRow.fileName)"))
    let manifest = check.manifest(try FileAccess.read("\(path)/\(Manifest.fileName)"), rows)
    return (StoredResults(path: path, rows: rows, manifest: manifest), check.findings)
  }
}

/// What a results folder holds.
package struct StoredResults: Sendable {
  /// The folder as it was named.
  package let path: String
  package let rows: ResultRows
  package let manifest: JSONValue

  /// Rows and manifest as they were read.
  package init(path: String, rows: ResultRows, manifest: JSONValue) {
    self.path = path
    self.rows = rows
    self.manifest = manifest
  }

  /// The folder's own name, without the path to it.
  package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
