internal import Foundation
internal import TestSupport
internal import Testing

/// Latencies of single operations, from the built program.
@Suite(.long) struct LatencyTests {
  private static let scenario = """
    { schema: 1, name: "lat", about: "Long and short operations.",
      workload: ["log.append", "log.read", "engine.commit", "batch", "kernel.apply"],
      axes: { backend: "scalar", deltaBytes: 4096 },
      measure: { rounds: 8, metrics: ["time", "latency"], counters: ["off"] } }
    """

  @Test func operationsOfAMicrosecondAndMoreHaveLatencies() throws {
    try TestFolder.with { folder in
      try Self.scenario.write(
        to: folder.appending(path: "lat.json5"), atomically: true, encoding: .utf8)
      let outcome = try Mmsb.run("run", "./lat.json5", "--quiet", "--out", "out", folder: folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.output.contains("p50") && outcome.output.contains("p99"))
      let results = try Results(folder.appending(path: "out").path, "summary.csv")
      for workload in ["log.append", "log.read", "engine.commit", "batch"] {
        let rows = results.rows(["p_workload": workload, "metric": "latency", "status": "ok"])
        let times = rows.compactMap { Double($0["value"] ?? "") }
        #expect(times.count >= 2 && times == times.sorted(), "\(workload): \(times)")
        #expect(rows.allSatisfy { $0["p_operation"] == "commit" && $0["unit"] == "ns" })
        #expect(rows.last?["statistic"] == "max" && times[0] >= 1_000)
        let counts = results.rows(["p_workload": workload, "metric": "latency_operations"])
        #expect(counts.count == 1 && counts[0]["unit"] == "count")
      }
      let kernel = results.rows(["p_workload": "kernel.apply", "variant": "cell"])
      #expect(!kernel.isEmpty && !kernel.contains { $0["metric"]?.hasPrefix("latency") ?? true })
      #expect(try Mmsb.run("validate", "out", folder: folder).code == 0)
    }
  }
}
