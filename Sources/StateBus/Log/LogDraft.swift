internal import Glibc
package import Support

/// An error that can carry a log's refusal.
package protocol CarriesLogError: KindedError {
  /// A log can't be read or written.
  static func log(_ error: LogError) -> Self
}

/// Writes a log under a temporary name and gives it its own once it is whole, so that no part of a
/// log is ever found under the name asked for.
enum LogDraft {
  /// Makes the log at `path`, which must be free; answers its bytes.
  /// `check` sees the finished draft.
  static func write<Failure: CarriesLogError>(
    to path: String, logID: UInt64, backend: Backend,
    check: (_ draft: String) throws(Failure) -> Void = { _ in },
    _ body: (inout LogWriter) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    let draft = path + ".partial"
    do throws(LogError) { try makeRoom(for: path, draft) } catch { throw .log(error) }
    do throws(Failure) {
      try fill(draft, logID, backend, body)
      try check(draft)
    } catch {
      try? SystemDisk().remove(draft)
      throw error
    }
    do throws(FileError) {
      let byteCount = try File(reading: draft).byteCount()
      try SystemDisk().rename(draft, to: path, replacing: false)
      return byteCount
    } catch {
      throw .log(.file(error))
    }
  }

  private static func makeRoom(for path: String, _ draft: String) throws(LogError) {
    guard (try? File(reading: path)) == nil else {
      throw .file(FileError(.create, path: path, code: EEXIST))
    }
    try? SystemDisk().remove(draft)
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
