import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// A log has one writer, which opens its file once.
@Suite struct LogWriterLockTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  @Test(.covers("TL7", "MD-16"))
  func aSecondWriterIsRefusedAndTheFirstNamed() throws {
    do {
      var first = try LogWriter(creating: folder.file, backend: backend)
      try first.append(try Commit.small(0))
      let end = first.position.offset
      for _ in 0..<2 {
        do throws(LogError) {
          _ = try LogWriter(opening: folder.file, backend: backend)
          Issue.record("two writers opened one log")
        } catch {
          // The holder is nil where the system does not report it.
          let known: [LogError] = [
            .locked(path: folder.file, holder: getpid()), .locked(path: folder.file, holder: nil),
          ]
          #expect(known.contains(error))
          #expect("\(error)".contains("one writer at a time"))
        }
      }
      #expect(UInt64(try contents(of: folder.file).count) == end)
      // Readers take no lock.
      #expect(try readAll(folder.file, backend: backend).commits.count == 1)
      try first.append(try Commit.small(1))
    }
    let backend = backend
    let path = folder.file
    let count = try onceUnlocked {
      try LogWriter(opening: path, backend: backend).position.commitCount
    }
    #expect(count == 2)
  }

  @Test(.covers("TL4"))
  func openingToAppendOpensTheFileOnceAndReadsItOnce() throws {
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for _ in 0..<5 { try writer.append(try Commit.of(byteCount: 100_000)) }
    }
    let whole = try contents(of: folder.file)
    try store(Array(whole.dropLast(3)), at: folder.file)
    let (opened, read) = (Counter(), Counter())
    let byteCount = whole.count - 3
    var disk = FaultyDisk()
    disk.afterOpen = { _ in _ = opened.next() }
    disk.beforeRead = { _, position, count in
      for _ in 0..<max(0, min(count, byteCount - position)) { _ = read.next() }
    }
    let writer = try LogWriter(opening: folder.file, backend: backend, disk: disk)
    #expect(opened.value == 1)
    // A torn tail is read twice: as a record, and by the scan after the record.
    #expect(read.value <= byteCount + 110_000)
    #expect(writer.position.commitCount == 4)
    #expect(try contents(of: folder.file).count == Int(writer.position.offset))
  }
}
