package import Support

extension SQLiteWALImporter {
  /// Turns a database and its write-ahead log into a trace at `path`, which must be free.
  ///
  /// The same two files always give the same bytes. On an error nothing is left at `path`.
  ///
  /// ```swift
  /// let report = try SQLiteWALImporter.writeTrace(
  ///   database: ByteSource(path: "app.db"), wal: ByteSource(path: "app.db-wal"),
  ///   to: "app.mmsblog", backend: Backend.preferred())
  /// print(report.commitCount, report.deltaCount)
  /// ```
  package static func writeTrace(
    database: ByteSource, wal: ByteSource, limits: ReadLimits = ReadLimits(), to path: String,
    backend: Backend
  ) throws(SQLiteWALError) -> SQLiteWALImportReport {
    var importer = try SQLiteWALImporter(
      database: database, wal: wal, limits: limits, backend: backend)
    let byteCount = try LogDraft.write(
      to: path, logID: importer.logID, backend: backend
    ) { writer throws(SQLiteWALError) in
      while let commit = try importer.next() {
        do throws(LogError) {
          try writer.append(commit)
        } catch {
          throw .log(error)
        }
      }
    }
    importer.report.writtenByteCount = byteCount
    return importer.report
  }
}
