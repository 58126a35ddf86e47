import Foundation
import TestSupport
import Testing

/// Gates of known outcome, as the command runs them.
@Suite(.long, .serialized) struct SelftestTests {
  /// The budget is over before a slowdown is planted: the flipped bit alone proves nothing.
  @Test func withoutAPlantedSlowdownNothingIsProved() throws {
    let outcome = try Mmsb.run("selftest", "--budget", "0.01s")
    #expect(outcome.code == 5, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("no gate with a slowdown was begun"))
    #expect(outcome.output.isEmpty)
  }

  /// Sums of earlier gates, as rows and as figures.
  @Test func theSumsOfAllGatesAreAResultsFolderAndFigures() throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "gates.csv")
      let header =
        "started_utc,host_id,build_id,cell_id,planted,threshold,verdict,ratio,ratio_low,"
        + "ratio_high,mde_80\n"
      let gates = [
        "apply.4K,0,0.05,equivalent", "apply.4K,0,0.05,regression", "apply.4K,0.1,0.05,regression",
        "apply.4K,0.1,0.05,inconclusive", "apply.32M,0.1,0.05,regression",
        "apply.32M,0.02,0.05,equivalent",
      ]
      let rows = gates.map { "2026-11-20T09:30:00Z,host,build,\($0),1,1,1,0.1\n" }.joined()
      try (header + rows).write(to: file, atomically: true, encoding: .utf8)
      let sums = folder.appending(path: "sums").path
      _ = try Mmsb.run("selftest", "--budget", "0.01s", "--append", file.path, "--out", sums)
      #expect(try Mmsb.run("validate", sums).code == 0)
      let figures = folder.appending(path: "figures.csv")
      #expect(try Mmsb.run("report", "--figures", sums, "--out", figures.path).code == 0)
      let text = try String(contentsOf: figures, encoding: .utf8)
      func line(_ id: String) -> Substring {
        text.split(separator: "\n").first { $0.hasPrefix(id + ",") } ?? ""
      }
      #expect(line("H1").contains(",1,<= 0,false,"))
      #expect(line("H2.L1").contains(",0.5,>= 0.95,false,"))
      #expect(line("H2.DRAM").contains(",1,>= 0.9,true,"))
      #expect(line("H2.small").contains(",0,<= 0,true,"))
    }
  }

  @Test(arguments: [
    ("", "empty"), ("a,b\n1,2\n", "started_utc"), ("\u{feff}x\n", "byte-order mark"),
  ])
  func aFileOfSomethingElseIsRefusedBeforeAnyGate(text: String, said: String) throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "gates.csv")
      try text.write(to: file, atomically: true, encoding: .utf8)
      let outcome = try Mmsb.run("selftest", "--append", file.path)
      #expect(outcome.code == 2 && outcome.lines.count == 1, "\(outcome.complaints)")
      #expect(outcome.complaints.contains(said), "\(outcome.complaints)")
      #expect(try Data(contentsOf: file) == Data(text.utf8))
    }
  }
}
