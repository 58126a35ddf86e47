package import Support

/// A folder of results: `samples.csv`, `summary.csv`, `compare.csv` and `manifest.json`.
///
/// Rows are kept in memory during the run, so that writing doesn't disturb the timing. All files
/// are written together under temporary names, synced and renamed: a final name never shows half a
/// file. An interrupted run calls `finish(partial: true)` and keeps every finished cell.
package final class ResultFolder {
  /// The folder as it was named.
  package let path: String
  /// All rows so far.
  package private(set) var rows = ResultRows()
  private let disk: any Disk

  /// Makes the folder, and proves that files can be written there before anything is measured.
  package init(
    creating path: String, on disk: any Disk = SystemDisk()
  ) throws(ResultError) {
    self.path = path
    self.disk = disk
    var isOccupied = false
    do throws(FileError) {
      let system = SystemDisk()
      try system.makeFolder(path)
      for name in Self.fileNames where try system.facts(of: "\(path)/\(name)") != nil {
        isOccupied = true
      }
      let probe = FileDraft(of: "\(path)/probe", on: disk)
      try probe.write([0])
      try probe.sync()
    } catch {
      throw .cannotWrite(path: path, reason: systemErrorText(error.code))
    }
    if isOccupied { throw .occupied(path: path) }
  }

  /// The names of a folder's files.
  package static let fileNames = [
    SampleRow.fileName, SummaryRow.fileName, CompareRow.fileName, Manifest.fileName,
  ]

  /// Changes the rows so far, where a later finding invalidates some of them.
  package func revise<Result>(_ change: (inout ResultRows) -> Result) -> Result { change(&rows) }

  /// Adds the rows of a finished part of the run.
  package func append(_ more: ResultRows) { rows.append(more) }

  /// Writes all rows so far. The manifest's members are those of `Manifest.fields` that aren't
  /// automatic, and any others. May be called again after more rows.
  package func finish(partial: Bool, manifest: [JSONMember]) throws(ResultError) {
    let document = Manifest.document(
      manifest, rows: rows, partial: partial, clock: Clock.measured())
    let files = [
      (SampleRow.fileName, Array(ResultTable.text(rows.samples).utf8)),
      (SummaryRow.fileName, Array(ResultTable.text(rows.summary).utf8)),
      (CompareRow.fileName, Array(ResultTable.text(rows.compare).utf8)),
      (Manifest.fileName, Array(document.document.utf8)),
    ]
    do throws(FileError) { try FileDraft.publish(files, in: path, on: disk) } catch {
      throw .cannotWrite(path: path, reason: systemErrorText(error.code))
    }
  }

  /// Reads a folder; anything that doesn't follow the schema is an error.
  package static func read(_ path: String) throws(ResultError) -> StoredResults {
    let (results, findings) = try inspect(path)
    if let first = findings.first { throw .malformed(path: path, first) }
    return results
  }

  /// All mistakes in a folder; empty for a valid folder.
  package static func validate(_ path: String) throws(ResultError) -> [Finding] {
    try inspect(path).findings
  }

  private static func inspect(
    _ path: String
  ) throws(ResultError) -> (results: StoredResults, findings: [Finding]) {
    let kind = try? SystemDisk().facts(of: path)?.kind
    guard kind == .folder else {
      throw .cannotRead(path: path, reason: "it is not a results folder")
    }
    var check = ResultCheck()
    var rows = ResultRows()
    rows.samples = check.table(try bytes(of: "\(path)/\(SampleRow.fileName)"))
    rows.summary = check.table(try bytes(of: "\(path)/\(SummaryRow.fileName)"))
    rows.compare = check.table(try bytes(of: "\(path)/\(CompareRow.fileName)"))
    let manifest = check.manifest(
      try bytes(of: "\(path)/\(Manifest.fileName)", limit: Manifest.byteLimit), rows)
    return (StoredResults(path: path, rows: rows, manifest: manifest), check.findings)
  }

  /// The bytes of a file; throws where the file is longer than `limit`, which no results are.
  static func bytes(of path: String, limit: Int = 1 << 28) throws(ResultError) -> [UInt8] {
    do throws(FileError) {
      if let bytes = try File.bytes(of: path, limit: limit) { return bytes }
    } catch {
      throw .cannotRead(path: path, reason: systemErrorText(error.code))
    }
    throw .cannotRead(path: path, reason: "it has more than \(limit) bytes, and no results have")
  }
}
