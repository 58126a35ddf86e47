internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

@Suite(.long) struct InterruptionTests {
  /// Enough working sets that a signal comes in the middle; each is a group that can be finished.
  private static let sizes = (1...200).map { "\($0 * 4096)" }.joined(separator: ",")
  private static let scenario = """
    { schema: 1, name: "long", about: "Many groups.", workload: "batch",
      axes: { backend: "scalar", workingSet: [\(sizes)] },
      measure: { rounds: 40 } }
    """

  @Test(arguments: [SIGINT, SIGTERM])
  func aSignalKeepsEveryFinishedCell(signal: Int32) throws {
    for seconds in [1.0, 3, 9, 27] {
      let finished = try TestFolder.with { try Self.interrupt(in: $0, signal, after: seconds) }
      if finished > 0 { return }
    }
    Issue.record("no cell was finished in 27 seconds")
  }

  /// Answers the number of finished cells.
  private static func interrupt(
    in folder: URL, _ signal: Int32, after seconds: Double
  ) throws -> Int {
    try scenario.write(
      to: folder.appending(path: "long.json5"), atomically: true, encoding: .utf8)
    let complaints = folder.appending(path: "err")
    _ = FileManager.default.createFile(atPath: complaints.path, contents: nil)
    let process = try Mmsb.start(
      ["run", "./long.json5", "--quiet", "--out", "out"], folder: folder,
      output: FileHandle.nullDevice, complaints: try FileHandle(forWritingTo: complaints))
    Thread.sleep(forTimeInterval: seconds)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let text = try String(contentsOf: complaints, encoding: .utf8)
    let out = folder.appending(path: "out").path
    guard FileManager.default.fileExists(atPath: out + "/summary.csv") else { return 0 }
    #expect(text.contains("interrupted") && text.contains("out"), "\(text)")
    #expect(text.split(separator: "\n").count == 1, "\(text)")
    #expect(try Mmsb.run("validate", out).code == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
    #expect(names == ["compare.csv", "manifest.json", "samples.csv", "summary.csv"])
    let manifest = try String(contentsOfFile: out + "/manifest.json", encoding: .utf8)
    #expect(manifest.contains("\"complete\": false"))
    let summary = try Results(out, "summary.csv")
    return summary.rows(["metric": "time", "statistic": "median", "status": "ok"]).count
  }
}
