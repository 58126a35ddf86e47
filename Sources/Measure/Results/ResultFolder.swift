internal import Glibc
package import Support

/// A folder of results: `samples.csv`, `summary.csv`, `compare.csv` and `manifest.json`.
///
/// A run claims the folder before anything else and holds its lock; leftovers of killed runs beside
/// it are removed then. Where `begin` was called, rows last from the moment that `store` returns;
/// otherwise they are written together at the end. An interrupted run calls `finish(partial: true)`
/// and keeps every finished cell.
package final class ResultFolder {
  /// The folder as it was named.
  package let path: String
  /// All rows so far.
  package private(set) var rows = ResultRows()
  private let disk: any Disk
  /// The open folder, whose lock the run holds; nil where its file system has no locks on folders.
  private let claim: File?
  private var journal: ResultJournal?
  /// Whether rows that the files have were changed since.
  private var isRevised = false
  /// The manifest of the part of the run that is resumed; nil for a new run.
  package private(set) var manifest: JSONValue?

  /// Claims the folder, which is made if it is missing, and proves that files can be written there
  /// before anything is measured.
  package init(creating path: String, on disk: any Disk = SystemDisk()) throws(ResultError) {
    self.path = path
    self.disk = disk
    try Self.writing(path) { () throws(FileError) in try SystemDisk().makeFolder(path) }
    claim = try Self.lock(path, disk)
    try Self.writing(path) { () throws(FileError) in
      for name in Self.fileNames where try SystemDisk().facts(of: "\(path)/\(name)") != nil {
        throw FileError(.create, path: name, code: EEXIST)
      }
      let probe = FileDraft(of: "\(path)/probe", on: disk)
      try probe.write([0])
      try probe.sync()
    }
    Leftovers.sweep(around: path)
  }

  /// Claims the folder of a run that has not come to its end, with the rows of its finished groups.
  package init(
    resuming path: String, on disk: any Disk = SystemDisk()
  ) throws(ResultError) {
    self.path = path
    self.disk = disk
    claim = try Self.lock(path, disk)
    let stored = try Self.read(path)
    guard stored.manifest["complete"] == false else { throw .complete(path: path) }
    guard let counts = ResultCounts(stored.manifest["finished_rows"]) else {
      throw .notResumable(path: path, reason: "its manifest counts no finished rows")
    }
    rows = stored.rows.prefix(counts)
    manifest = stored.manifest
    Leftovers.sweep(around: path)
  }

  /// Takes a folder's lock, which goes with the process; nil where the file system refuses.
  package static func lock(
    _ path: String, _ disk: any Disk = SystemDisk()
  ) throws(ResultError) -> File? {
    do throws(FileError) {
      let folder = try File(folder: path, on: disk)
      try folder.lock()
      return folder
    } catch {
      if error.isHeldElsewhere { throw .held(path: path, holder: error.holder) }
      return nil
    }
  }

  /// The names of a folder's files.
  package static let fileNames = [
    SampleRow.fileName, SummaryRow.fileName, CompareRow.fileName, Manifest.fileName,
  ]

  /// Changes the rows so far, where a later finding invalidates some of them.
  package func revise<Result>(_ change: (inout ResultRows) -> Result) -> Result {
    let before = rows
    defer { isRevised = isRevised || rows != before }
    return change(&rows)
  }

  /// Adds rows that are written with the next ones that are stored, or at the end.
  package func append(_ more: ResultRows) { rows.append(more) }

  /// Writes the manifest of a run that has begun, and files with the rows so far. The manifest's
  /// members are those of `Manifest.fields` that aren't automatic, and any others.
  package func begin(manifest members: [JSONMember]) throws(ResultError) {
    let files =
      manifest == nil ? nil : try Self.files(in: path, counts: ResultCounts(rows)).bytes
    journal = try Self.writing(path) { () throws(FileError) in
      guard let files else {
        return try ResultJournal(creatingIn: path, on: disk, manifest: members)
      }
      return try ResultJournal(
        resumingIn: path, on: disk, manifest: members, rows: rows, files: files)
    }
  }

  /// Adds the rows of a group that has ended, which last once this returns. The rows of a group
  /// that was cut short, and all later ones, are not finished.
  package func store(_ more: ResultRows, areFinished: Bool) throws(ResultError) {
    rows.append(more)
    try Self.writing(path) { () throws(FileError) in
      try journal?.append(rows, areFinished: areFinished)
    }
  }

  /// Writes all rows so far, and the manifest. May be called again after more rows.
  package func finish(partial: Bool, manifest: [JSONMember]) throws(ResultError) {
    try Self.writing(path) { () throws(FileError) in
      guard isRevised || journal == nil else {
        try journal?.finish(rows, partial: partial, manifest: manifest)
        return
      }
      try publish(partial: partial, manifest)
    }
  }

  /// Carries out calls on the disk; a file that is there already is an occupied folder.
  private static func writing<Result>(
    _ path: String, _ body: () throws(FileError) -> Result
  ) throws(ResultError) -> Result {
    do throws(FileError) { return try body() } catch {
      if error.code == EEXIST { throw .occupied(path: path) }
      throw .cannotWrite(path: path, reason: systemErrorText(error.code))
    }
  }

  /// Replaces all files, under temporary names until every one is on the device.
  private func publish(partial: Bool, _ manifest: [JSONMember]) throws(FileError) {
    let finished = journal?.finished ?? ResultCounts()
    let document = Manifest.document(
      manifest, rows: ResultCounts(rows), finished: partial ? finished : nil,
      clock: Clock.measured(), digestsOf: rows)
    let files = [
      (SampleRow.fileName, Array(ResultTable.text(rows.samples).utf8)),
      (SummaryRow.fileName, Array(ResultTable.text(rows.summary).utf8)),
      (CompareRow.fileName, Array(ResultTable.text(rows.compare).utf8)),
      (Manifest.fileName, Array(document.document.utf8)),
    ]
    try FileDraft.publish(files, in: path, on: disk)
    journal = nil
  }

  /// Reads a folder; anything that doesn't follow the schema is an error.
  package static func read(_ path: String) throws(ResultError) -> StoredResults {
    let (results, findings) = try inspect(path, computingAgain: false)
    if let first = findings.first { throw .malformed(path: path, first) }
    return results
  }

  /// All mistakes in a folder; empty for a valid folder.
  package static func validate(_ path: String) throws(ResultError) -> [Finding] {
    try inspect(path, computingAgain: true).findings
  }

  private static func inspect(
    _ path: String, computingAgain: Bool
  ) throws(ResultError) -> (results: StoredResults, findings: [Finding]) {
    let kind = try? SystemDisk().facts(of: path)?.kind
    guard kind == .folder else {
      throw .cannotRead(path: path, reason: "it is not a results folder")
    }
    let text = try bytes(of: "\(path)/\(Manifest.fileName)", limit: Manifest.byteLimit)
    let files = try files(in: path, counts: Manifest.countsOfIncomplete(text))
    var check = ResultCheck()
    var rows = ResultRows()
    rows.samples = check.table(files.bytes[0])
    rows.summary = check.table(files.bytes[1])
    rows.compare = check.table(files.bytes[2])
    let results = StoredResults(
      path: path, rows: rows,
      manifest: check.manifest(text, rows, files.bytes, computingAgain: computingAgain),
      strayByteCount: files.strayByteCount)
    return (results, check.findings)
  }

  /// The bytes of the three files, of an incomplete run up to the rows that its manifest counts.
  private static func files(
    in path: String, counts: ResultCounts?
  ) throws(ResultError) -> (bytes: [[UInt8]], strayByteCount: Int) {
    let names = [SampleRow.fileName, SummaryRow.fileName, CompareRow.fileName]
    let all = try names.map { name throws(ResultError) in try bytes(of: "\(path)/\(name)") }
    guard let counts else { return (all, 0) }
    let whole = zip(all, [counts.samples, counts.summary, counts.compare]).map {
      CSV.prefix(of: $0, recordCount: $1 + 1)
    }
    return (whole, zip(all, whole).reduce(0) { $0 + $1.0.count - $1.1.count })
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
