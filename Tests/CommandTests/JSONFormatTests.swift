internal import Foundation
internal import TestSupport
internal import Testing

/// `--format json`, read as scripts read it.
@Suite(.long) struct JSONFormatTests {
  private static func scenario(_ name: String, workload: String) -> String {
    """
    { schema: 1, name: "\(name)", about: "Two cells.", workload: "\(workload)",
      axes: { backend: "scalar", deltaBytes: [64, 128] }, baseline: { deltaBytes: 64 },
      measure: { rounds: 8, counters: ["off"] } }
    """
  }

  /// Runs two scenarios in a fresh folder.
  private static func run<Result>(
    _ words: [String], _ body: (URL, Mmsb.Outcome) throws -> Result
  ) throws -> Result {
    try TestFolder.with { folder in
      for (name, workload) in [("one", "batch"), ("two", "log.append")] {
        try scenario(name, workload: workload).write(
          to: folder.appending(path: name + ".json5"), atomically: true, encoding: .utf8)
      }
      let outcome = try Mmsb.run(
        words + ["./one.json5", "./two.json5", "--out", "out", "--format", "json"], folder: folder)
      return try body(folder, outcome)
    }
  }

  /// The document, read strictly; the root of anything else is an error.
  private static func runs(_ text: String) throws -> [[String: Any]] {
    let document = try JSONSerialization.jsonObject(with: Data(text.utf8))
    let root = try #require(document as? [String: Any])
    #expect(root["schema"] as? String == "mmsb-results" && root["version"] as? String == "1.0")
    return try #require(root["runs"] as? [[String: Any]])
  }

  private static func rows(_ object: [String: Any], _ name: String) -> [[String: Any]] {
    object[name] as? [[String: Any]] ?? []
  }

  /// Whether both are absent, or the same but for the last bits, which Foundation reads wrong.
  private static func agree(_ found: Double?, _ stored: Double?) -> Bool {
    guard let found, let stored else { return found == nil && stored == nil }
    return abs(found - stored) <= 1e-14 * abs(stored)
  }

  @Test func oneDocumentHoldsTheNumbersOfEveryScenario() throws {
    try Self.run(["run", "--quiet"]) { folder, outcome in
      #expect(outcome.code == 0, "\(outcome.complaints)")
      let runs = try Self.runs(outcome.output)
      #expect(runs.map { $0["scenario"] as? String } == ["one", "two"])
      for run in runs {
        let name = try #require(run["scenario"] as? String)
        let out = folder.appending(path: "out/\(name)").path
        let stored = try Results(out, "summary.csv").rows(["variant": "cell"])
        #expect(run["run_id"] as? String == stored[0]["run_id"])
        #expect(run["host_id"] as? String == stored[0]["host_id"])
        #expect((run["notes"] as? [String])?.isEmpty == false)
        let cells = Self.rows(run, "cells")
        #expect(cells.count == 2 && cells.allSatisfy { $0["status"] as? String == "ok" })
        var count = 0
        for cell in cells {
          let own = stored.filter { $0["cell_id"] == cell["cell_id"] as? String }
          let values = Self.rows(cell, "values")
          try #require(values.count == own.count && !own.isEmpty)
          for (value, row) in zip(values, own) {
            for column in ["value", "ci_low", "ci_high", "ci_level"] {
              let found = value[column] as? Double, stored = Double(row[column] ?? "")
              #expect(Self.agree(found, stored), "\(row)")
              count += 1
            }
            #expect(value["metric"] as? String == row["metric"])
            #expect(value["unit"] as? String == row["unit"])
            #expect(value["statistic"] as? String == row["statistic"])
          }
        }
        #expect(count > 40)
        let compared = try Results(out, "compare.csv").rows
        let comparisons = cells.flatMap { Self.rows($0, "comparisons") }
        #expect(comparisons.count == 1 && compared.count == 1)
        let ratio = comparisons.first?["ratio"] as? Double
        #expect(Self.agree(ratio, Double(compared[0]["ratio"] ?? "")) && ratio != nil)
        #expect(comparisons.first?["verdict"] as? String == compared[0]["verdict"])
      }
      let report = try Mmsb.run("report", "out/one", "out/two", "--format", "json", folder: folder)
      #expect(try Self.runs(report.output).count == 2)
    }
  }

  @Test func aProofHasADocumentWithoutTimes() throws {
    try Self.run(["verify", "--quiet"]) { _, outcome in
      let cells = try Self.runs(outcome.output).flatMap { Self.rows($0, "cells") }
      #expect(cells.count == 4 && cells.allSatisfy { $0["verified"] as? Bool == true })
      let metrics = cells.flatMap { Self.rows($0, "values") }.map { $0["metric"] as? String }
      #expect(metrics.contains("verified_operations") && !metrics.contains("time"))
    }
  }

  @Test func aPlanIsNoDocument() throws {
    try Self.run(["run", "--plan"]) { _, outcome in
      #expect(outcome.code == 2 && outcome.output.isEmpty)
      #expect(outcome.complaints.contains("--plan"))
    }
  }
}
