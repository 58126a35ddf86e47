import Glibc
import StateBus
import Support
import Synchronization
import TestSupport
import Testing

/// A read that the system refuses once is reported, and the reader's next call succeeds.
@Suite struct LogRetryTests {
  let folder = TemporaryFolder()

  /// Writes a log of several read windows, with a torn tail so that the scan reads too.
  func write(_ backend: Backend) throws -> Int {
    var writer = try LogWriter(creating: folder.file, backend: backend)
    for number in 0..<6 {
      try writer.append(try Commit.of(byteCount: 100_000 + number))
    }
    let end = Int(writer.position.offset)
    try writer.append(try Commit.of(byteCount: 400_000))
    var bytes = try contents(of: folder.file)
    bytes[end + 30] ^= 1
    try store(bytes, at: folder.file)
    return end
  }

  /// A disk whose read number `failing` fails, and the count of reads.
  func disk(failing: Int) -> (disk: FaultyDisk, reads: Counter) {
    let reads = Counter()
    var disk = FaultyDisk()
    disk.beforeRead = { path, _, _ throws(FileError) in
      if reads.next() == failing { throw FileError(.read, path: path, code: EIO) }
    }
    return (disk, reads)
  }

  @Test(.covers("TL5", "TL8"))
  func aReaderAskedAgainAfterAReadErrorAnswersAsIfNothingHadHappened() throws {
    let backend = try Backend.preferred()
    let end = try write(backend)
    let whole = disk(failing: -1)
    #expect(try read(backend, whole.disk) == (6, 0, end))
    let count = whole.reads.value
    #expect(count >= 4)
    // Read 0 is that of the header, whose failure makes the opening fail.
    for number in 1..<count {
      let (disk, _) = disk(failing: number)
      #expect(try read(backend, disk) == (6, 1, end), "read \(number) of \(count)")
    }
  }

  /// Reads to the end and repeats a call after each error; answers commits, errors, valid length.
  func read(_ backend: Backend, _ disk: FaultyDisk) throws -> (Int, Int, Int) {
    var reader = try LogReader(path: folder.file, backend: backend, disk: disk)
    var (commit, commits, errors) = (Commit(), 0, 0)
    while true {
      do throws(LogError) {
        guard try reader.next(into: &commit) else { break }
        #expect(commit.deltas.payloadByteCount == 100_000 + commits)
        commits += 1
      } catch {
        #expect(error == .file(FileError(.read, path: folder.file, code: EIO)))
        #expect(commit.isEmpty)
        errors += 1
      }
    }
    guard case .torn = reader.tail else { throw Unexpected(tail: reader.tail) }
    return (commits, errors, Int(reader.position.offset))
  }

  struct Unexpected: Error {
    let tail: LogTail?
  }
}

/// A counter that gives each number from 0 once.
final class Counter: Sendable {
  private let count = Atomic<Int>(0)

  var value: Int { count.load(ordering: .relaxed) }

  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).oldValue }
}
