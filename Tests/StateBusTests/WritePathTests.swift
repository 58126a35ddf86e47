import Foundation
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// The write path on disks that are slow, full or broken.
@Suite struct WritePathTests {
  let folder: TestFolder
  let backend: Backend

  init() throws {
    folder = try TestFolder()
    backend = try Backend.preferred()
  }

  func engine(on disk: any Disk = SystemDisk()) throws -> StateBus {
    let log = try LogWriter(creating: folder.path("log"), backend: backend, disk: disk)
    return StateBus(log: log, backend: backend)
  }

  /// Readers waited while a commit was written to the log.
  @Test(.covers("MD-18"))
  func readsGoOnWhileTheLogIsWritten() throws {
    var disk = FaultyDisk()
    let (entered, released) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    let isSlow = Flag()
    disk.beforeWrite = { _, _, _ throws(FileError) in
      guard isSlow.value else { return }
      entered.signal()
      released.wait()
    }
    let bus = try engine(on: disk)
    try bus.commit(CommitPathTests.creating(1, byteCount: 64, fill: 3))
    let before = bus.position
    isSlow.value = true
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      do { try bus.commit(CommitPathTests.creating(2, byteCount: 64, fill: 4)) } catch {
        Issue.record(error)
      }
      done.signal()
    }
    entered.wait()
    // The write of the second commit is blocked here, and every read answers.
    #expect(bus.pages.count == 1)
    #expect(try bus.pages.withBytes(of: PageID(1)) { $0[63] } == 3)
    #expect(bus.pages.images().count == 1 && bus.position == before)
    isSlow.value = false
    released.signal()
    done.wait()
    #expect(bus.pages.count == 2 && bus.position > before)
  }

  @Test(.covers("MD-18"))
  func readsAndCommitsGoOnWhileTheLogIsSynced() throws {
    var disk = FaultyDisk()
    let (entered, released) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    disk.beforeSync = { _ throws(FileError) in
      entered.signal()
      released.wait()
    }
    let bus = try engine(on: disk)
    let applied = try bus.commit(CommitPathTests.creating(1, byteCount: 64, fill: 3))
    let done = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      do { try bus.durable(upTo: applied.position) } catch { Issue.record(error) }
      done.signal()
    }
    entered.wait()
    let second = try bus.commit(CommitPathTests.creating(2, byteCount: 64, fill: 4))
    #expect(bus.pages.count == 2 && bus.durablePosition == .zero)
    released.signal()
    done.wait()
    // The sync began after the first commit alone, and covers only that commit.
    #expect(bus.durablePosition == applied.position && second.position > applied.position)
  }

  @Test(.covers("MD-17", "MD-18"), arguments: ["write", "sync"])
  func aFailurePoisonsTheEngineAndPagesCanStillBeRead(call: String) throws {
    var disk = FaultyDisk()
    let isBroken = Flag()
    disk.beforeWrite = { path, _, _ throws(FileError) in
      if call == "write", isBroken.value { throw FileError(.write, path: path, code: ENOSPC) }
    }
    disk.beforeSync = { path throws(FileError) in
      if call == "sync", isBroken.value { throw FileError(.sync, path: path, code: EIO) }
    }
    let bus = try engine(on: disk)
    let applied = try bus.commit(CommitPathTests.creating(1, byteCount: 64, fill: 3))
    isBroken.value = true
    #expect(throws: StateBusError.self) {
      if call == "sync" { try bus.durable(upTo: applied.position) }
      try bus.commit(CommitPathTests.creating(2, byteCount: 64, fill: 4))
    }
    isBroken.value = false
    let error = #expect(throws: StateBusError.self) {
      try bus.commit(CommitPathTests.creating(3, byteCount: 64, fill: 5))
    }
    guard case .poisoned(let cause) = error else {
      Issue.record("the engine went on: \(String(describing: error))")
      return
    }
    #expect(cause.operation.rawValue == call)
    #expect(throws: StateBusError.self) { try bus.durable(upTo: bus.position) }
    #expect(try bus.pages.withBytes(of: PageID(1)) { $0[0] } == 3)
    #expect(bus.pages.count == 1)
  }

  @Test(.covers("TL7"))
  func aSyncCoversEveryCommitBeforeIt() throws {
    var disk = FaultyDisk()
    let syncs = Flag()
    disk.beforeSync = { _ throws(FileError) in syncs.count += 1 }
    let bus = try engine(on: disk)
    let first = try bus.commit(CommitPathTests.creating(1, byteCount: 64, fill: 3))
    let last = try bus.commit(CommitPathTests.creating(2, byteCount: 64, fill: 3))
    try bus.durable(upTo: last.position)
    try bus.durable(upTo: first.position)
    #expect(syncs.count == 1 && bus.durablePosition == last.position)
  }

  @Test(.covers("RP1"))
  func aLogGoesOnInItsNextSegmentAndEndsThere() throws {
    let bus = try engine()
    try bus.commit(CommitPathTests.creating(1, byteCount: 64, fill: 3))
    let start = try bus.rotate(to: folder.path("next"))
    #expect(bus.position == start)
    try bus.commit(CommitPathTests.creating(2, byteCount: 64, fill: 4))
    let end = try bus.close()
    #expect(throws: StateBusError.closed) {
      try bus.commit(CommitPathTests.creating(3, byteCount: 64, fill: 5))
    }
    let replayed = StateBus(backend: backend)
    var first = try LogReader(path: folder.path("log"), backend: backend)
    #expect(try replayed.replay(&first).isComplete)
    var second = try LogReader(
      path: folder.path("next"), following: first.position, backend: backend)
    #expect(try replayed.replay(&second).isComplete)
    #expect(second.position.logicalOffset == end.rawValue)
    #expect(replayed.pages.digest(.full) == bus.pages.digest(.full))
  }

  @Test func aLogIsContinuedOnlyWhereThePagesAre() throws {
    let bus = try engine()
    try bus.commit(CommitPathTests.creating(1, byteCount: 64, fill: 3))
    try bus.close()
    let replayed = StateBus(backend: backend)
    var reader = try LogReader(path: folder.path("log"), backend: backend)
    try replayed.replay(&reader)
    let log = try LogWriter(opening: folder.path("log"), backend: backend)
    try replayed.attach(log)
    try replayed.commit(CommitPathTests.creating(2, byteCount: 64, fill: 4))
    #expect(throws: StateBusError.hasLog) { try replayed.restore([]) }
    try replayed.close()
    let empty = try StateBus.inMemory()
    try empty.create(PageID(9), byteCount: 8)
    #expect(throws: StateBusError.noLog) { try empty.durable(upTo: empty.position) }
    #expect(throws: StateBusError.self) {
      try empty.attach(try LogWriter(opening: folder.path("log"), backend: backend))
    }
  }

  @Test func anAcknowledgementNamesThePagesTouchedInOrder() throws {
    let bus = try engine()
    for id: UInt64 in [5, 6, 7] { try bus.create(PageID(id), byteCount: 64) }
    var commit = try CommitPathTests.creating(8, byteCount: 64, fill: 1)
    try commit.deltas.append(SamplePages.delta(page: 6, epoch: 1, offset: 0))
    try commit.deltas.append(SamplePages.delta(page: 8, epoch: 1, offset: 0))
    commit.metadata = [.init(page: PageID(5), metadata: Metadata())]
    commit.removals = [PageID(7)]
    let applied = try bus.commit(commit)
    #expect(applied.touched.map(\.rawValue) == [8, 5, 6, 7])
    #expect(applied.position == bus.position)
  }
}

/// A value that a disk's closures and a test share; the test orders their accesses.
private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var (isSet, number) = (false, 0)

  var value: Bool {
    get { lock.withLock { isSet } }
    set { lock.withLock { isSet = newValue } }
  }

  var count: Int {
    get { lock.withLock { number } }
    set { lock.withLock { number = newValue } }
  }
}
