import Glibc
import Oracle
import StateBus
import Support

/// A temporary folder, removed with its owner.
final class TemporaryFolder {
  let path: String

  init() {
    let pattern = Array("/tmp/mmsb-log-XXXXXX".utf8CString)
    path = unsafe pattern.withUnsafeBufferPointer { bytes in
      unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count) { name in
        _ = unsafe name.initialize(from: bytes)
        guard let made = unsafe name.baseAddress.flatMap({ unsafe mkdtemp($0) }) else {
          preconditionFailure("no folder in /tmp")
        }
        return unsafe String(cString: made)
      }
    }
  }

  deinit {
    for name in ["a", "b", "c"] { unsafe unlink(path + "/" + name) }
    unsafe rmdir(path)
  }

  var file: String { path + "/a" }
}

/// All bytes of a file.
func contents(of path: String) throws -> [UInt8] {
  let file = try File(reading: path)
  var bytes = [UInt8](repeating: 0, count: try file.byteCount())
  var words = bytes.mutableSpan
  var span = unsafe words.mutableBytes
  _ = try file.read(into: &span, at: 0)
  return bytes
}

/// Writes a file of these bytes, in place of any file at the path.
func store(_ bytes: [UInt8], at path: String) throws {
  unsafe unlink(path)
  let file = try File(creating: path)
  try file.write(unsafe bytes.span.bytes, at: 0)
}

/// Reads every commit of a log, and the log's end; damage ends the reading without an error.
func readAll(
  _ path: String, backend: Backend
) throws -> ReadLog {
  var reader = try LogReader(path: path, limits: .unlimited, backend: backend)
  var commits: [Commit] = []
  var commit = Commit()
  do throws(LogError) {
    while try reader.next(into: &commit) { commits.append(commit) }
  } catch {
    guard case .recordDamaged = error else { throw error }
  }
  guard let tail = reader.tail else { preconditionFailure("a reader at its end has a tail") }
  return ReadLog(
    commits: commits, position: reader.position, tail: tail, sources: reader.sources,
    limits: reader.limits)
}

/// A log, read to its end.
struct ReadLog {
  let commits: [Commit]
  let position: LogPosition
  let tail: LogTail
  let sources: SourceTable
  let limits: LogLimits
}
