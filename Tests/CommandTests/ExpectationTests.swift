internal import Foundation
internal import Measure
internal import TestSupport
internal import Testing
internal import mmsb

/// `verify --expect`: exact counts against a file, with no tolerance.
@Suite(.long) struct ExpectationTests {
  /// A small choice of cells: those of one working set and one kind of delta.
  private static let words = [
    "verify", "batch", "--filter", "workingSet=4KiB", "--filter", "backend=scalar",
    "--filter", "64B.100",
  ]
  private static let cell = "batch.4K.64B.100%.t1.scalar.heap"

  private func verify(_ folder: URL, _ more: [String], words: [String] = words) throws
    -> Mmsb.Outcome
  {
    let out = folder.appending(path: UUID().uuidString).path
    let file = folder.appending(path: "x.csv").path
    return try Mmsb.run(words + ["--out", out, "--expect", file] + more)
  }

  /// The outcome of `verify` against a file of this machine's counts, edited by `change`.
  private func judged(
    _ more: [String] = [], words: [String] = words, _ change: (String) -> String
  ) throws -> Mmsb.Outcome {
    try TestFolder.with { folder in
      let written = try verify(folder, ["--expect-write"])
      #expect(written.code == 0, "\(written.complaints)")
      let file = folder.appending(path: "x.csv")
      let text = try String(contentsOf: file, encoding: .utf8)
      let changed = change(text)
      try changed.write(to: file, atomically: true, encoding: .utf8)
      return try verify(folder, more, words: words)
    }
  }

  /// The last line on standard error.
  private func last(_ outcome: Mmsb.Outcome) -> String { outcome.lines.last.map(String.init) ?? "" }

  @Test func countsThatAreAsExpectedAreWell() throws {
    let outcome = try judged { $0 }
    #expect(outcome.code == 0, "\(outcome.complaints)")
    #expect(last(outcome).hasPrefix("12 exact counts of 2 cells are as"), "\(outcome.complaints)")
  }

  /// The committed file: the first gate of every change.
  @Test func theCommittedCountsHoldHere() throws {
    try TestFolder.with { folder in
      let file = Repository.root.appending(path: "results/expected.csv").path
      let outcome = try Mmsb.run(
        "verify", "--quick", "batch", "log", "--out", folder.appending(path: "out").path,
        "--expect", file)
      #expect(outcome.code == 0, "\(outcome.complaints)")
    }
  }

  @Test func everyCountThatMovedIsNamedWithBothValues() throws {
    let outcome = try judged {
      $0.replacing("deltas_applied,20000,", with: "deltas_applied,20001,")
    }
    #expect(outcome.code == 3)
    for allocator in ["heap", "arena"] {
      let line =
        "mmsb: batch: batch.4K.64B.100%.t1.scalar.\(allocator): deltas_applied is 20000, and "
        + "20001 was expected"
      #expect(outcome.lines.contains { $0 == line }, "\(outcome.complaints)")
    }
    #expect(last(outcome).contains("2 of 12 exact counts moved"))
    #expect(last(outcome).contains("--expect-write"))
  }

  /// A count without a row is expected to be zero, and a row's count may not fall to zero.
  @Test func countsThatAppearOrFallToZeroHaveMoved() throws {
    let appeared = try judged { text in
      text.split(separator: "\n").filter { !$0.contains("heap,batch,1,4096,1,payload") }
        .map { $0 + "\n" }.joined()
    }
    #expect(appeared.code == 3)
    #expect(appeared.complaints.contains("payload_bytes is 1280000, and 0 was expected"))
    let gone = try judged { $0.replacing(",payload_bytes,", with: ",log_syncs,") }
    #expect(gone.code == 3 && gone.complaints.contains("log_syncs is 0, and 1280000 was expected"))
  }

  @Test func cellsThatNothingIsExpectedOfAreNamed() throws {
    let outcome = try judged { text in
      text.split(separator: "\n").filter { !$0.contains(Self.cell) }.map { $0 + "\n" }.joined()
    }
    #expect(outcome.code == 3)
    #expect(outcome.complaints.contains("\(Self.cell): "), "\(outcome.complaints)")
    #expect(last(outcome).contains("--expect-write"))
  }

  @Test func expectedCellsThatTheScenarioHasNoMoreAreNamed() throws {
    let outcome = try judged { $0.replacing("scalar.heap", with: "sse9.heap") }
    #expect(outcome.code == 3)
    let name = "batch.4K.64B.100%.t1.sse9.heap is expected, and the scenario has no such cell"
    #expect(outcome.complaints.contains(name), "\(outcome.complaints)")
  }

  @Test func countsOfAnEditedScenarioAreComparedAllTheSame() throws {
    let outcome = try judged { text in
      text.split(separator: "\n").map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        guard fields[0] == "1" else { return line + "\n" }
        return (fields[..<2] + ["feed"] + fields[3...]).joined(separator: ",") + "\n"
      }.joined()
    }
    #expect(outcome.code == 0)
    #expect(outcome.complaints.contains("batch has been edited since its counts"))
  }

  /// A size that the scenario states can't differ by machine.
  @Test func anotherStatedSizeHasMoved() throws {
    let outcome = try judged { $0.replacing(",1,4096,1,", with: ",1,8192,1,") }
    #expect(outcome.code == 3)
    #expect(outcome.complaints.contains("working_set_bytes is 4096, and 8192 was expected"))
  }

  @Test func anotherSeedIsNotCompared() throws {
    let outcome = try judged(["--seed", "2"]) { $0 }
    #expect(outcome.code == 5, "nothing is left to compare")
    #expect(last(outcome).contains("2 have another seed or another size here"))
  }

  /// Cells that only the command line adds to a scenario are neither compared nor written.
  @Test func cellsThatTheCommandLineMadeAreNotCompared() throws {
    let call = [
      "verify", "batch", "--axis", "workingSet=8KiB", "--filter", "backend=scalar", "--filter",
      "64B.100",
    ]
    let outcome = try judged(words: call) { $0 }
    #expect(outcome.code == 5, "\(outcome.complaints)")
    #expect(last(outcome).contains("2 need not be in the file"), "\(outcome.complaints)")
    try TestFolder.with { folder in
      let renewal = try verify(folder, ["--expect-write"], words: call)
      #expect(renewal.code == 5 && last(renewal).contains("no exact count to write"))
    }
  }

  /// A cell with one worker for each CPU isn't compared with that of another CPU count.
  @Test func cellsSizedByAnotherMachineAreNotCompared() throws {
    let words = ["verify", "batch", "--filter", "256K.128B", "--filter", "100%.all-cpus.scalar"]
    try TestFolder.with { folder in
      #expect(try verify(folder, ["--expect-write"], words: words).code == 0)
      let file = folder.appending(path: "x.csv")
      let text = try String(contentsOf: file, encoding: .utf8)
      let field = try #require(text.split(separator: "\n").last?.split(separator: ",")[5])
      let threads = try #require(Int(field))
      try text.replacing(",batch,\(threads),", with: ",batch,\(threads + 1),")
        .write(to: file, atomically: true, encoding: .utf8)
      let outcome = try verify(folder, [], words: words)
      #expect(outcome.code == 5)
      #expect(last(outcome).contains("2 have another seed or another size here"))
      let scaled = try #require(text.split(separator: "\n").first { $0.contains("deltas_applied") })
      #expect(scaled.contains(",\(threads * 20000),"), "workers' counts add up: \(scaled)")
    }
  }

  @Test func onlyWhatWasVerifiedIsRenewed() throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "x.csv")
      let header = try String(
        contentsOf: Repository.root.appending(path: "Tests/Golden/expected.csv"), encoding: .utf8
      ).prefix { $0 != "\n" }
      let others = [
        "1,another,feed,cell,work,1,,1,metric,5,count",
        "1,batch,feed,\(Self.cell),batch,1,4096,1,deltas_applied,7,count",
        "1,batch,feed,batch.256K.64B.100%.t1.scalar.heap,batch,1,262144,1,deltas_applied,8,count",
        "1,batch,feed,batch.no.more,batch,1,4096,1,deltas_applied,9,count",
      ]
      let text = ([String(header)] + others).map { $0 + "\n" }.joined()
      try text.write(to: file, atomically: true, encoding: .utf8)
      let outcome = try verify(folder, ["--expect-write"])
      #expect(outcome.code == 0)
      #expect(last(outcome).contains("1 changed, 11 new, 1 gone; 14 counts"), "\(last(outcome))")
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      #expect(lines.contains { $0 == others[0] } && lines.contains { $0 == others[2] })
      #expect(!lines.contains { $0.contains("batch.no.more") })
      #expect(lines.contains { $0.contains("\(Self.cell),batch,1,4096,1,deltas_applied,20000,") })
      let places = lines.dropFirst().map { line in
        let fields = line.split(separator: ",", omittingEmptySubsequences: false)
        return "\(fields[1]) \(fields[3]) \(fields[8])"
      }
      #expect(places == places.sorted() && Set(places).count == 14)
      #expect(last(try verify(folder, ["--expect-write"])).contains("nothing to change"))
    }
  }

  @Test func mistakesAreRefusedBeforeAnythingRuns() throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "x.csv")
      try "schema_version,colour\n".write(to: file, atomically: true, encoding: .utf8)
      let trace = Repository.root.appending(path: "scenarios/traces/tpcb-4k.mmsblog").path
      let missing = folder.appending(path: "none.csv").path
      let calls: [(words: [String], found: String)] = [
        (["batch", "--expect", file.path], "x.csv:1: scenario"),
        (["batch", "--expect", missing], "none.csv"),
        (["batch", "--expect-write"], "--expect FILE"),
        (["batch", "--expect", missing, "--expect-write", "--plan"], "--plan"),
        (["replay-tpcb", "--expect", missing, "--expect-write", "--input", trace], "--input"),
        (
          ["batch", "--expect", missing, "--expect-write", "--inject", "corrupt=backend:scalar"],
          "--inject"
        ),
      ]
      for call in calls {
        let out = folder.appending(path: "out").path
        let outcome = try Mmsb.run(["verify", "--out", out] + call.words)
        #expect(outcome.code == 2 && outcome.lines.count == 1, "\(outcome.complaints)")
        #expect(outcome.complaints.contains(call.found), "\(outcome.complaints)")
        #expect(!FileManager.default.fileExists(atPath: out))
      }
      #expect(!FileManager.default.fileExists(atPath: missing))
    }
  }
}

/// `verify --repeat`: the same seed gives the same counts, again and again.
@Suite(.long) struct RepetitionTests {
  @Test func everyKindOfWorkHasTheSameCountsEachTime() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run("verify", "smoke", "--repeat", "3", "--out", out)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("exact counts, the same in 3 runs"))
      let rows = try Results(out, "summary.csv").rows(["scenario": "repeat"])
      let values = Dictionary(
        uniqueKeysWithValues: rows.map { ($0["metric"] ?? "", Int($0["value"] ?? "") ?? -1) })
      #expect(values["exact_runs"] == 3 && values["exact_differences"] == 0)
      let compared = try #require(values["exact_counts_compared"])
      let cells = Set(try Results(out, "summary.csv").rows.map { $0["cell_id"] })
      #expect(compared > cells.count, "every cell has counts")
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }

  /// Counts come through PAPI and belong to the cell's workers.
  @Test func countsComeThroughPAPI() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      #expect(try Mmsb.run("run", "batch", "--quick", "--filter", "scalar", "--out", out).code == 0)
      let rows = try Results(out, "summary.csv").rows(["metric": "deltas_applied"])
      #expect(!rows.isEmpty)
      for row in rows {
        #expect(row["source"] == "papi" && row["value_kind"] == "exact" && row["unit"] == "count")
        let threads = try #require(Int(row["threads"] ?? ""))
        #expect(row["value"] == "\(threads * 20000)", "\(row["cell_id"] ?? "")")
      }
    }
  }

  @Test func countsThatDifferAreNamed() {
    func rows(_ counts: [String: Double]) -> ResultRows {
      var rows = ResultRows()
      for (metric, value) in counts.sorted(by: { $0.key < $1.key }) {
        var row = SummaryRow()
        row.keys.cellID = "cell"
        row.metric = metric
        row.value = value
        row.valueKind = .exact
        rows.summary.append(row)
      }
      return rows
    }
    var repetition = Repetition(rows(["a": 1, "b": 2, "time": 3]), ["a", "b", "c"])
    repetition.add(rows(["b": 2, "a": 1, "time": 4]))
    #expect(repetition.differences == [] && repetition.countCount == 2)
    repetition.add(rows(["a": 1, "b": 3]))
    repetition.add(rows(["a": 1, "b": 2, "c": 5]))
    repetition.add(rows(["a": 1]))
    #expect(
      repetition.differences == [
        "cell: b is 3 in run 3, and was 2 in the first",
        "cell: c is 5 in run 4, and was absent in the first",
        "cell: b is absent in run 5, and was 2 in the first",
      ])
    #expect(repetition.runCount == 5)
    #expect(repetition.rows(CellKeys()).map(\.value) == [5, 2, 3])
  }

  @Test(arguments: ["0", "-1", "x", "1001"])
  func numbersThatAreNoneAreRefused(text: String) throws {
    let outcome = try Mmsb.run("verify", "smoke", "--repeat", text)
    #expect(outcome.code == 2 && outcome.lines.count == 1)
    #expect(outcome.complaints.contains("--repeat") && outcome.complaints.contains("1 to 1000"))
  }
}
