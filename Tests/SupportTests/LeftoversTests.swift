import Foundation
import Support
import TestSupport
import Testing

@Suite struct LeftoversTests {
  /// The number of a process that has ended.
  private static func goneProcess() throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/true")
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  private static func make(_ folder: String, _ process: Int32) throws {
    try SystemDisk().makeFolder("\(folder)/.scratch-\(process)-abcdef/1-0")
    let draft = "\(folder)/.manifest.json.mmsb-\(process)-0123456789abcdef.part"
    #expect(FileManager.default.createFile(atPath: draft, contents: Data([1])))
  }

  private static func names(_ folder: String) throws -> [String] {
    try SystemDisk().names(in: folder)
  }

  @Test func aDeadProcessLeavesNothingInTheFolderAndItsNeighbours() throws {
    let scratch = try TestFolder()
    let gone = try Self.goneProcess()
    for name in ["own", "next"] { try Self.make(scratch.path(name), gone) }
    try scratch.write([1], "next/samples.csv")
    Leftovers.sweep(around: scratch.path("own"))
    #expect(try Self.names(scratch.path("own")).isEmpty)
    #expect(try Self.names(scratch.path("next")) == ["samples.csv"])
  }

  @Test func whatALiveProcessMadeStays() throws {
    let scratch = try TestFolder()
    try Self.make(scratch.path("own"), getpid())
    Leftovers.sweep(around: scratch.path("own"))
    #expect(try Self.names(scratch.path("own")).count == 2)
  }

  @Test func aNeighbourThatIsHeldStays() throws {
    let scratch = try TestFolder()
    try SystemDisk().makeFolder(scratch.path("own"))
    try Self.make(scratch.path("next"), try Self.goneProcess())
    let holder = try File(folder: scratch.path("next"))
    try holder.lock()
    Leftovers.sweep(around: scratch.path("own"))
    let names = try Self.names(scratch.path("next"))
    withExtendedLifetime(holder) { #expect(names.count == 2) }
  }

  @Test(arguments: [
    ".scratch-12", ".scratch-x-abcdef", "scratch-12-abcdef", ".a.mmsb-12-00", ".a-12-00.part",
    ".scratch-0-abcdef", "manifest.json",
  ])
  func otherNamesBelongToNoProcess(name: String) {
    #expect(Leftovers.process(in: name) == nil)
  }

  @Test func aDraftOfANameWithDashesHasItsProcess() {
    #expect(Leftovers.process(in: ".a-b.csv.mmsb-812-00ff.part") == 812)
    #expect(Leftovers.process(in: ".scratch-812-AbCdEf") == 812)
  }
}
