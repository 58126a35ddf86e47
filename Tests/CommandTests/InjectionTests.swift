internal import Foundation
internal import TestSupport
internal import Testing

/// The proof that the checks can fail: a planted fault is caught and gets no number.
@Suite(.long) struct InjectionTests {
  /// The backends that the program reports as usable on this machine.
  private static let backends: [String] = {
    let listed = try? Mmsb.run("list", "--kind", "backend").output.split(separator: "\n")
    return (listed ?? []).map { $0.split(separator: " ").map(String.init) }
      .filter { $0[2] == "usable" }.map { $0[1] }
  }()

  @Test func thereAreBackendsToCorrupt() { #expect(Self.backends.contains("scalar")) }

  @Test(arguments: backends)
  func aCorruptedBackendIsCaughtAndGetsNoNumber(name: String) throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run(
        "run", "batch", "--quick", "--filter", "allocator=heap", "--inject",
        "corrupt=backend:\(name)", "--out", out)
      #expect(outcome.code == 3, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("flipped one bit in \(name): caught, no number printed"))
      let summary = try Results(out, "summary.csv")
      let cells = summary.rows(["backend_requested": name, "metric": "time"])
      #expect(
        !cells.isEmpty && cells.allSatisfy { $0["status"] == "mismatch" && $0["value"] == "" })
      #expect(summary.rows(["backend_requested": name]).allSatisfy { $0["value"] == "" })
      #expect(
        try Results(out, "samples.csv").rows(["backend_requested": name, "status": "ok"]) == [])
      #expect(
        try Results(out, "compare.csv").rows(["backend_requested": name]).allSatisfy {
          $0["ratio"] == ""
        })
      let others = summary.rows(["metric": "time", "status": "ok", "statistic": "median"])
      #expect(Self.backends.count == 1 || !others.isEmpty, "the others were measured all the same")
      let planted = try #require(summary.rows(["metric": "planted_faults"]).first?["value"])
      #expect(summary.rows(["metric": "caught_faults"]).map { $0["value"] } == [planted])
      #expect(planted != "0")
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }

  /// Every workload detects the fault, even where a wrong checksum stops it before it has a state.
  @Test(arguments: backends)
  func everyKindOfWorkNoticesACorruptedBackend(name: String) throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run(
        "verify", "smoke", "--inject", "corrupt=backend:\(name)", "--out", out)
      #expect(outcome.code == 3, "\(outcome.complaints)")
      let rows = try Results(out, "summary.csv").rows(["backend_requested": name])
      let work = Set(rows.map { $0["p_workload"] })
      #expect(work.isSuperset(of: ["kernel.apply", "replay", "batch", "log.append", "log.read"]))
      #expect(rows.allSatisfy { $0["value"] == "" && $0["verified"] != "true" })
    }
  }

  @Test func aCorruptedLogIsCaughtAndGetsNoNumber() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run(
        "run", "log", "--quick", "--inject", "corrupt=log", "--out", out)
      #expect(outcome.code == 3, "\(outcome.complaints)")
      let summary = try Results(out, "summary.csv")
      let cells = summary.rows(["variant": "cell", "metric": "time"])
      #expect(!cells.isEmpty && cells.allSatisfy { $0["status"] != "ok" && $0["value"] == "" })
      #expect(try Results(out, "samples.csv").rows(["variant": "cell", "status": "ok"]) == [])
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }

  @Test func aFaultInAPartThatNothingUsesIsRefused() throws {
    let outcome = try Mmsb.run("verify", "batch", "--inject", "corrupt=log")
    #expect(outcome.code == 2)
    #expect(outcome.lines.count == 1 && outcome.complaints.contains("writes a log"))
  }

  /// The fuzzer can fail too, and then prints the call that repeats the failure.
  @Test(arguments: backends)
  func theFuzzerFindsACorruptedBackend(name: String) throws {
    let outcome = try Mmsb.run(
      "fuzz", "kernels", "--runs", "3", "--seed", "5", "--inject", "corrupt=backend:\(name)")
    #expect(outcome.code == 3)
    #expect(outcome.complaints.contains(name))
    let line = try #require(outcome.output.split(separator: "\n").last)
    let call = try #require(line.split(separator: "mmsb ").last).split(separator: " ")
    #expect(call.starts(with: ["fuzz", "kernels", "--runs", "1", "--seed"]), "\(line)")
    let again = try Mmsb.run(call.map(String.init))
    #expect(again.code == 3 && again.complaints == outcome.complaints, "\(again.complaints)")
  }

  @Test func aFaultThatNoKernelCanHaveIsRefused() throws {
    let outcome = try Mmsb.run("fuzz", "kernels", "--runs", "1", "--inject", "corrupt=log")
    expectOneLine(outcome, code: 2, ["corrupt=log", "no kernel writes a log"])
  }
}
