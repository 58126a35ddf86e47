import Glibc
package import Support
import Synchronization

/// The system's disk, with one refused call or with calls that signals interrupt.
package final class RefusingDisk: Disk {
  /// The calls that can be refused.
  package enum Call: Sendable { case create, write, sync, rename, syncFolder }

  private let refused: Call?
  private let time: Int
  private let isInterrupting: Bool
  private let counts = Mutex((calls: 0, interruptions: 0))
  private let system = SystemDisk()

  private let code: Int32

  /// Refuses the call number `time` of a kind, counted from 1, with an error of the system.
  package init(refusing call: Call, time: Int = 1, code: Int32 = EIO) {
    refused = call
    self.time = time
    self.code = code
    isInterrupting = false
  }

  /// Interrupts every other open, read, write and sync, and moves at most seven bytes in one call.
  package init(interrupting: Bool) {
    refused = nil
    time = 0
    code = 0
    isInterrupting = interrupting
  }

  /// Whether the refusal has happened.
  package var hasRefused: Bool { counts.withLock { $0.calls >= time } }
  /// The number of calls that could be interrupted; every other one was.
  package var interruptionCount: Int { counts.withLock { $0.interruptions } }

  /// The most bytes that one call moves.
  fileprivate var limit: Int { isInterrupting ? 7 : .max }

  fileprivate func meet(_ call: Call, _ path: String) throws(FileError) {
    let count = counts.withLock { counts in
      if call == refused { counts.calls += 1 }
      return counts.calls
    }
    if call == refused, count == time { throw FileError(.write, path: path, code: code) }
  }

  fileprivate func interrupt(_ operation: FileError.Operation, _ path: String) throws(FileError) {
    guard isInterrupting else { return }
    let count = counts.withLock { counts in
      counts.interruptions += 1
      return counts.interruptions
    }
    if !count.isMultiple(of: 2) { throw FileError(operation, path: path, code: EINTR) }
  }

  package func open(_ path: String, as mode: OpenMode) throws(FileError) -> any DiskFile {
    try interrupt(.open, path)
    if mode == .creating { try meet(.create, path) }
    return RefusingFile(try system.open(path, as: mode), path, self)
  }

  package func rename(_ path: String, to newPath: String, replacing: Bool) throws(FileError) {
    try meet(.rename, path)
    try system.rename(path, to: newPath, replacing: replacing)
  }

  package func remove(_ path: String) throws(FileError) { try system.remove(path) }

  package func syncFolder(_ path: String) throws(FileError) {
    try interrupt(.sync, path)
    try meet(.syncFolder, path)
    try system.syncFolder(path)
  }
}

/// A file of a `RefusingDisk`.
private final class RefusingFile: DiskFile {
  private let file: any DiskFile
  private let path: String
  private let disk: RefusingDisk

  init(_ file: any DiskFile, _ path: String, _ disk: RefusingDisk) {
    self.file = file
    self.path = path
    self.disk = disk
  }

  func byteCount() throws(FileError) -> Int { try file.byteCount() }

  func read(into bytes: inout MutableRawSpan, at position: Int) throws(FileError) -> Int {
    try disk.interrupt(.read, path)
    var part = bytes._mutatingExtracting(0..<min(disk.limit, bytes.byteCount))
    return try file.read(into: &part, at: position)
  }

  func write(_ bytes: RawSpan, at position: Int) throws(FileError) -> Int {
    try disk.interrupt(.write, path)
    try disk.meet(.write, path)
    return try file.write(bytes.extracting(0..<min(disk.limit, bytes.byteCount)), at: position)
  }

  func syncData() throws(FileError) {
    try disk.interrupt(.sync, path)
    try disk.meet(.sync, path)
    try file.syncData()
  }

  func truncate(to byteCount: Int) throws(FileError) { try file.truncate(to: byteCount) }
  func lock() throws(FileError) { try file.lock() }
  func map(byteCount: Int) throws(FileError) -> any FileMapping {
    try file.map(byteCount: byteCount)
  }
}
