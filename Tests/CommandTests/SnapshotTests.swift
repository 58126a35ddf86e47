internal import Foundation
internal import TestSupport
internal import Testing
internal import mmsb

/// Every help text, kept in Tests/Snapshots; `MMSB_RECORD=1 swift test` writes the files anew.
@Suite(.long) struct SnapshotTests {
  private static let folder = Repository.root.appending(path: "Tests/Snapshots")
  private static let names = [""] + Program.commands.map(\.name)

  @Test(arguments: names)
  func helpIsAsRecorded(name: String) throws {
    let outcome = try Mmsb.run(name.split(separator: " ").map(String.init) + ["--help"])
    #expect(outcome.code == 0 && outcome.complaints.isEmpty)
    let stem = name.isEmpty ? "mmsb" : "mmsb-" + name.replacing(" ", with: "-")
    let file = Self.folder.appending(path: stem + ".txt")
    if ProcessInfo.processInfo.environment["MMSB_RECORD"] != nil {
      try outcome.output.write(to: file, atomically: true, encoding: .utf8)
    }
    let recorded = try String(contentsOf: file, encoding: .utf8)
    #expect(outcome.output == recorded, "help changed: read it, then record it with MMSB_RECORD=1")
    for line in outcome.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
  }

  @Test func everySnapshotBelongsToACommand() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    let help = files.filter { $0.hasPrefix("mmsb") }
    #expect(help.count == Self.names.count, "\(help.sorted())")
  }
}
