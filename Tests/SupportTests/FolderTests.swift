import Foundation
import Support
import TestSupport
import Testing

/// Folders, facts about names, and whole files.
@Suite struct FolderTests {
  private let disk = SystemDisk()

  @Test func aFolderIsMadeWithThoseAboveIt() throws {
    let folder = try TestFolder()
    try disk.makeFolder(folder.path("a/b/c"))
    try disk.makeFolder(folder.path("a/b/c"))
    #expect(try disk.facts(of: folder.path("a/b/c"))?.kind == .folder)
    #expect(try disk.names(in: folder.path("a")) == ["b"])
  }

  @Test func aFileInAFoldersPlaceIsRefused() throws {
    let folder = try TestFolder()
    let path = try folder.write([1], "file")
    let refused = FileError(.create, path: path, code: ENOTDIR)
    #expect(throws: refused) { try disk.makeFolder(path) }
    #expect(throws: FileError.self) { try disk.makeFolder(path + "/below") }
  }

  @Test func namesAreSortedAndComplete() throws {
    let folder = try TestFolder()
    let names = (0..<300).map { "file \($0)" } + [".hidden"]
    for name in names { try folder.write([], name) }
    #expect(try disk.names(in: folder.root) == names.sorted())
    #expect(throws: FileError.self) { try disk.names(in: folder.path("none")) }
  }

  @Test func factsTellFilesFromFoldersAndDevices() throws {
    let folder = try TestFolder()
    let file = try folder.write([1, 2, 3], "file")
    #expect(try disk.facts(of: file) == FileFacts(kind: .regular, byteCount: 3))
    #expect(try disk.facts(of: "/dev/null")?.kind == .other)
    #expect(try disk.facts(of: folder.path("none")) == nil)
    #expect(try disk.facts(of: file + "/below") == nil)
    let long = folder.path(String(repeating: "a", count: 300))
    #expect(throws: FileError.self) { try disk.facts(of: long) }
  }

  @Test func removingAFolderRemovesAllInItAndFollowsNoLink() throws {
    let folder = try TestFolder()
    let kept = try folder.write([1], "kept")
    let scratch = try disk.makeScratchFolder(in: folder.root)
    try disk.makeFolder(scratch + "/a/b")
    try File(creating: scratch + "/a/b/file").write([1].span.raw, at: 0)
    try FileManager.default.createSymbolicLink(
      atPath: scratch + "/link", withDestinationPath: folder.root)
    #expect(disk.linkTarget(scratch + "/link") == folder.root)
    disk.removeAll(scratch)
    #expect(try folder.names == ["kept"])
    #expect(disk.linkTarget(kept) == nil)
  }

  @Test(arguments: [0, 1, 100, 65_536, 200_000])
  func aWholeFileIsReadUpToItsLimit(byteCount: Int) throws {
    let folder = try TestFolder()
    let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }
    let path = try folder.write(bytes, "file")
    #expect(try File.bytes(of: path, limit: byteCount) == bytes)
    #expect(try File.bytes(of: path, limit: 1 << 40) == bytes)
    if byteCount > 0 { #expect(try File.bytes(of: path, limit: byteCount - 1) == nil) }
  }

  /// The stated lengths of these files are zero.
  @Test func filesWithoutALengthAreReadToTheirEndOrLimit() throws {
    #expect(try File.bytes(of: "/proc/self/status", limit: 1 << 20)?.isEmpty == false)
    #expect(try File.bytes(of: "/proc/self/status", limit: 10) == nil)
    #expect(throws: FileError.self) { try File.bytes(of: "/dev/zero", limit: 100_000) }
    #expect(throws: FileError.self) { try File.bytes(of: "/proc", limit: 100) }
  }
}
