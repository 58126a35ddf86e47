internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Runs ended in the middle and damaged folders, by the built program.
@Suite(.long) struct FuzzResultsTests {
  @Test func nothingFinishedIsLostAndEveryDamageIsNoticed() throws {
    try TestFolder.with { folder in
      let outcome = try Mmsb.run(
        "fuzz", "results", "--runs", "1", "--seed", "3", "--out", "out", folder: folder)
      #expect(outcome.code == 0, "\(outcome.output)\(outcome.complaints)")
      let rows = try Results(folder.appending(path: "out").path, "summary.csv").rows
      let counts = Dictionary(
        uniqueKeysWithValues: rows.map { ($0["metric"] ?? "", Double($0["value"] ?? "") ?? -1) })
      #expect(counts["ended_runs"] == 3 && counts["finished_cells"] ?? 0 > 0)
      #expect(counts["finished_cells"] == counts["kept_cells"])
      #expect(counts["damages"] ?? 0 > 500 && counts["damages"] == counts["noticed_damages"])
      let left = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "results/local").path)
      #expect(left.isEmpty, "\(left)")
    }
  }

  @Test func anInterruptionIsTold() throws {
    try TestFolder.with { folder in
      let errors = folder.appending(path: "err")
      _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
      let process = try Mmsb.start(
        ["fuzz", "results", "--quiet"], folder: folder, output: FileHandle.nullDevice,
        complaints: try FileHandle(forWritingTo: errors))
      usleep(1_500_000)
      kill(process.processIdentifier, SIGINT)
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let text = try String(contentsOf: errors, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 1 && text.contains("interrupted"), "\(text)")
    }
  }
}
