import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// Writes that the system refuses: a typed error, final for the writer, without a partial commit.
@Suite struct LogFailureTests {
  let backend: Backend

  init() throws { backend = try Backend.preferred() }

  @Test(.covers("TL7"))
  func fullDeviceIsATypedError() throws {
    let refusal = FileError(.write, path: "/dev/full", code: ENOSPC)
    #expect(throws: LogError.file(refusal)) {
      let file = try File(updating: "/dev/full")
      _ = try LogWriter(file: file, limits: LogLimits(), logID: 1, backend: backend)
    }
  }

  /// A file in memory that can't grow once `seal` has been called: a full disk for one file only.
  final class SealedFile {
    let descriptor: Int32
    var path: String { "/proc/self/fd/\(descriptor)" }

    // Linux constants from <linux/memfd.h> and <linux/fcntl.h>, which Swift does not import.
    private static let allowSealing: UInt32 = 2
    private static let addSeals: Int32 = 1033
    private static let sealGrow: Int32 = 4
    private typealias Create = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32

    init() throws {
      let symbol = unsafe try #require(dlsym(nil, "memfd_create"))
      let create = unsafe unsafeBitCast(symbol, to: Create.self)
      descriptor = unsafe create("log", Self.allowSealing)
      try #require(descriptor >= 0)
    }

    deinit { close(descriptor) }

    func seal() throws { try #require(fcntl(descriptor, Self.addSeals, Self.sealGrow) == 0) }
  }

  @Test(.covers("TL7", "MD-19", "MD-24"), arguments: [10, 400_000])
  func failedWritePoisonsTheWriterAndLeavesTheLogAtItsLastCommit(byteCount: Int) throws {
    let full = try SealedFile()
    let path = full.path
    var writer = try LogWriter(
      file: try File(updating: path), limits: LogLimits(), logID: 1, backend: backend)
    try writer.append(try Commit.of(byteCount: byteCount))
    let end = writer.position
    // There is room for a part of the next commit, so the write at the file's end is partial.
    ftruncate(full.descriptor, off_t(end.offset) + 300_000)
    try full.seal()
    let refusal = FileError(.write, path: path, code: EPERM)
    var large = try Commit.of(byteCount: 500_000)
    _ = large.sources.intern("late")
    #expect(throws: LogError.file(refusal)) { try writer.append(large) }
    #expect(writer.position == end)
    #expect(writer.sources == SourceTable())
    #expect(try contents(of: path).count == Int(end.offset))
    let small = try Commit.of(byteCount: 1)
    #expect(throws: LogError.poisoned(refusal)) { try writer.append(small) }
    do throws(LogError) {
      try writer.close()
      Issue.record("a poisoned log was closed")
    } catch {
      #expect(error == .poisoned(refusal))
    }
    let log = try readAll(path, backend: backend)
    #expect(log.commits.count == 1)
    #expect(log.tail == .open)
  }
}
