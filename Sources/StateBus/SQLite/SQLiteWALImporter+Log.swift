package import Support

extension SQLiteWALImporter {
  /// Turns a database and its write-ahead log into a trace at `path`, which must be free.
  ///
  /// The same two files always give the same bytes. On an error nothing is left at `path`.
  package static func writeTrace(
    database: ByteSource, wal: ByteSource, to path: String, backend: Backend
  ) throws(ConversionError) -> SQLiteWALImportReport {
    var importer: SQLiteWALImporter
    do throws(SQLiteWALError) {
      importer = try SQLiteWALImporter(database: database, wal: wal, backend: backend)
    } catch {
      throw .wal(error)
    }
    let byteCount = try LogDraft.write(
      to: path, logID: importer.logID, backend: backend
    ) { writer throws(ConversionError) in
      while let commit = try importer.nextCommit() {
        do throws(LogError) {
          try writer.append(commit, sources: importer.sources)
        } catch {
          throw .log(error)
        }
      }
    }
    importer.report.writtenByteCount = byteCount
    return importer.report
  }

  private mutating func nextCommit() throws(ConversionError) -> Commit? {
    do throws(SQLiteWALError) { return try next() } catch { throw .wal(error) }
  }
}
