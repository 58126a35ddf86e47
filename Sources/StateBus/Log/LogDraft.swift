package import Support

/// An error that can carry a log's error.
package protocol CarriesLogError: KindedError {
  /// A log can't be read or written.
  static func log(_ error: LogError) -> Self
}

/// Writes a log as a draft, so that an unfinished log never has the final name.
enum LogDraft {
  /// Makes the log at `path`, which must be free; answers its bytes.
  ///
  /// `check` receives the path of the finished draft. The log is synced before it gets its name; on
  /// an error the draft is removed, and a file at `path` stays.
  static func write<Failure: CarriesLogError>(
    to path: String, logID: UInt64, backend: Backend,
    check: (_ draft: String) throws(Failure) -> Void = { _ in },
    _ body: (inout LogWriter) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    let draft = FileDraft(of: path)
    try fill(draft.path, logID, backend, body)
    try check(draft.path)
    do throws(FileError) {
      let byteCount = try File(reading: draft.path).byteCount()
      try draft.publish(replacing: false)
      return byteCount
    } catch {
      throw .log(.file(error))
    }
  }

  private static func fill<Failure: CarriesLogError>(
    _ draft: String, _ logID: UInt64, _ backend: Backend,
    _ body: (inout LogWriter) throws(Failure) -> Void
  ) throws(Failure) {
    var writer: LogWriter
    do throws(LogError) {
      writer = try LogWriter(creating: draft, logID: logID, backend: backend)
    } catch {
      throw .log(error)
    }
    try body(&writer)
    do throws(LogError) { _ = try writer.close() } catch { throw .log(error) }
  }
}
