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
