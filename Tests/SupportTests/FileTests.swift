import Foundation
import Support
import TestSupport
import Testing

/// Files of the operating system.
@Suite struct FileTests {
  @Test func aRenameNeverReplacesAFileUnlessTold() throws {
    let folder = try TestFolder()
    let old = try folder.write([1], "old")
    let new = try folder.write([2], "new")
    let taken = FileError(.create, path: new, code: EEXIST)
    #expect(throws: taken) { try SystemDisk().rename(old, to: new, replacing: false) }
    #expect(try folder.bytes("old") == [1])
    #expect(try folder.bytes("new") == [2])
    try SystemDisk().rename(old, to: new, replacing: true)
    #expect(try folder.names == ["new"])
    try SystemDisk().rename(new, to: old, replacing: false)
    #expect(try folder.names == ["old"])
  }

  @Test func aSecondLockIsRefusedAndNamesItsHolder() throws {
    let folder = try TestFolder()
    let path = try folder.write([], "log")
    let first = try File(updating: path)
    try first.lock()
    let second = try File(updating: path)
    let error = #expect(throws: FileError.self) { try second.lock() }
    #expect(error?.operation == .lock)
    #expect(error?.code == EWOULDBLOCK)
    #expect(error?.holder == getpid() || error?.holder == nil)
    withExtendedLifetime(first) {}
  }

  @Test func aLockGoesWithItsFile() throws {
    let folder = try TestFolder()
    let path = try folder.write([], "log")
    do { try File(updating: path).lock() }
    try onceUnlocked { try File(updating: path).lock() }
  }

  /// A disk may take only some of the bytes of a call, and stop inside a part.
  @Test(arguments: [1, 2, 3, 7, 8, 1000, nil] as [Int?])
  func partsAreWrittenWholeAndInOrder(limit: Int?) throws {
    let folder = try TestFolder()
    var disk = FaultyDisk()
    disk.partsLimit = limit
    let file = try File(creating: folder.path("parts"), on: disk)
    let bytes = (0..<40).map { UInt8($0) }
    try unsafe bytes.withUnsafeBytes { memory in
      guard let start = memory.baseAddress else { return }
      let parts = [(0, 3), (3, 0), (3, 1), (4, 20), (24, 0), (24, 16)].map {
        unsafe BytePart(start: start + $0.0, byteCount: $0.1)
      }
      try file.write(parts, at: 5)
    }
    #expect(try folder.bytes("parts") == [0, 0, 0, 0, 0] + bytes)
  }

  @Test func aStoreToAMappingIsAStoreToTheFile() throws {
    let folder = try TestFolder()
    let path = try folder.write([UInt8](repeating: 0, count: 4096), "pages")
    let mapping = try File(updating: path).map(byteCount: 4096)
    unsafe mapping.bytes[17] = 42
    try mapping.sync()
    #expect(try folder.bytes("pages")[17] == 42)
  }

  @Test func aReadEndsWhereTheFileDoes() throws {
    let folder = try TestFolder()
    let file = try File(reading: folder.write([1, 2, 3], "short"))
    var bytes = [UInt8](repeating: 9, count: 8)
    var span = bytes.mutableSpan
    var raw = span.raw
    #expect(try file.read(into: &raw, at: 1) == 2)
    #expect(bytes == [2, 3, 9, 9, 9, 9, 9, 9])
  }
}
