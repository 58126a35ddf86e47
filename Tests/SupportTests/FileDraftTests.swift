import Foundation
import Support
import TestSupport
import Testing

/// Files that get their names when their bytes are complete.
@Suite struct FileDraftTests {
  @Test func aDraftHasItsNameOnlyWhenItIsPublished() throws {
    let folder = try TestFolder()
    let draft = FileDraft(of: folder.path("state"))
    try draft.write([1, 2, 3])
    #expect(try folder.names.contains("state") == false)
    try draft.publish(replacing: false)
    #expect(try folder.names == ["state"])
    #expect(try folder.bytes("state") == [1, 2, 3])
  }

  @Test func aDraftThatIsNotPublishedLeavesNothing() throws {
    let folder = try TestFolder()
    do {
      let draft = FileDraft(of: folder.path("state"))
      try draft.write([1])
      #expect(try folder.names.count == 1)
    }
    #expect(try folder.names == [])
  }

  @Test func aNameTakenMeanwhileIsRefusedAndStays() throws {
    let folder = try TestFolder()
    let draft = FileDraft(of: folder.path("state"))
    try draft.write([1])
    let path = try folder.write([9], "state")
    let taken = FileError(.create, path: path, code: EEXIST)
    #expect(throws: taken) { try draft.publish(replacing: false) }
    #expect(try folder.bytes("state") == [9])
    try draft.publish(replacing: true)
    #expect(try folder.bytes("state") == [1])
  }

  @Test func twoDraftsOfOneNameDoNotMeet() throws {
    let folder = try TestFolder()
    let drafts = (0..<2).map { _ in FileDraft(of: folder.path("state")) }
    for (number, draft) in drafts.enumerated() { try draft.write([UInt8(number)]) }
    for draft in drafts { try draft.publish(replacing: true) }
    #expect(try folder.bytes("state") == [1])
    #expect(try folder.names == ["state"])
  }

  /// A draft whose file is made by other code, such as a log's writer.
  @Test func aFileMadeUnderTheTemporaryNameIsPublishedToo() throws {
    let folder = try TestFolder()
    let draft = FileDraft(of: folder.path("state"))
    try File(creating: draft.path).write([7].span.raw, at: 0)
    try draft.publish(replacing: false)
    #expect(try folder.names == ["state"])
  }

  @Test func severalFilesGetTheirNamesTogether() throws {
    let folder = try TestFolder()
    try folder.write([0], "a")
    try FileDraft.publish([("a", [1]), ("b", [2])], in: folder.root)
    #expect(try folder.names == ["a", "b"])
    #expect(try folder.bytes("a") == [1])
  }

  /// Each call that a disk may refuse, its number, and the files that must exist afterwards.
  static let refusals: [(RefusingDisk.Call, Int, [String])] = [
    (.create, 1, ["a"]), (.create, 2, ["a"]), (.write, 1, ["a"]), (.write, 2, ["a"]),
    (.sync, 1, ["a"]), (.sync, 2, ["a"]), (.rename, 1, ["a"]), (.rename, 2, ["a"]),
    (.syncFolder, 1, ["a", "b"]),
  ]

  @Test(arguments: refusals)
  func aRefusalIsToldAndLeavesNoDraft(call: RefusingDisk.Call, time: Int, names: [String]) throws {
    let folder = try TestFolder()
    try folder.write([0], "a")
    let disk = RefusingDisk(refusing: call, time: time)
    #expect(throws: FileError.self) {
      try FileDraft.publish([("a", [1]), ("b", [2])], in: folder.root, on: disk)
    }
    #expect(disk.hasRefused)
    #expect(try folder.names == names)
    let isReplaced = call == .syncFolder || (call == .rename && time == 2)
    #expect(try folder.bytes("a") == [isReplaced ? 1 : 0])
  }

  @Test func interruptedAndShortWritesAreGoneOnWith() throws {
    let folder = try TestFolder()
    let disk = RefusingDisk(interrupting: true)
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0) }
    try FileDraft.publish([("a", bytes)], in: folder.root, on: disk)
    #expect(try folder.bytes("a") == bytes)
    #expect(try File.bytes(of: folder.path("a"), limit: 1000, on: disk) == bytes)
    #expect(disk.interruptionCount > 1000 / 7)
  }
}
