internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Runs whose groups are timed by several processes, from the built program.
@Suite(.long) struct LaunchesTests {
  private static let scenario = """
    { schema: 1, name: "often", about: "A little of the log and of a kernel.",
      workload: ["kernel.apply", "engine.commit"],
      axes: { backend: ["scalar", "avx2"], deltaBytes: 4096 }, baseline: { backend: "scalar" },
      measure: { rounds: 8, launches: 2, metrics: ["time", "latency"] } }
    """

  private static func folder(_ body: (URL) throws -> Void) throws {
    try TestFolder.with { folder in
      try scenario.write(
        to: folder.appending(path: "often.json5"), atomically: true, encoding: .utf8)
      try body(folder)
    }
  }

  private static func run(_ words: String..., in folder: URL) throws -> Mmsb.Outcome {
    try Mmsb.run(["run", "./often.json5", "--out", "out"] + words, folder: folder)
  }

  @Test func aRunOfTwoLaunchesIsWholeAndRunAgain() throws {
    try Self.folder { folder in
      let plan = try Mmsb.run("run", "./often.json5", "--plan", folder: folder)
      #expect(plan.output.contains("8 rounds in 2 launches"), "\(plan)")
      let outcome = try Self.run(in: folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.output.contains("below 99 %"), "\(outcome.output)")
      let out = folder.appending(path: "out").path
      let valid = try Mmsb.run("validate", out)
      #expect(valid.code == 0, "\(valid.output)\(valid.complaints)")
      let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(names == ["compare.csv", "manifest.json", "samples.csv", "summary.csv"])
      let summary = try Results(out, "summary.csv")
      let times = summary.rows(["metric": "time", "statistic": "median", "variant": "cell"])
      #expect(times.count >= 2 && times.allSatisfy { $0["n_launches"] == "2" })
      #expect(times.allSatisfy { $0["n_batches"] == "16" && $0["status"] == "ok" })
      let latencies = summary.rows(["metric": "latency_operations", "p_workload": "engine.commit"])
      #expect(latencies.allSatisfy { $0["n_launches"] == "2" } && !latencies.isEmpty)
      let cell = try #require(times.first?["cell_id"])
      let again = try Mmsb.run(["rerun", "out", cell, "--out", "again"], folder: folder)
      #expect(again.code == 0, "\(again.complaints)")
      let rows = try Results(folder.appending(path: "again").path, "summary.csv")
        .rows(["metric": "time", "statistic": "median", "variant": "cell"])
      #expect(rows.map { $0["n_launches"] } == ["2"])
    }
  }

  @Test func oneLaunchIsTheScenariosWhenSaid() throws {
    try Self.folder { folder in
      let outcome = try Self.run("--launches", "1", "--filter", "apply", in: folder)
      #expect(outcome.code == 0 && outcome.output.contains("one launch"), "\(outcome.output)")
      #expect(try Mmsb.run("validate", "out", folder: folder).code == 0)
    }
  }

  @Test func aPlantedFaultIsCaughtInEveryLaunch() throws {
    try Self.folder { folder in
      let outcome = try Self.run("--inject", "corrupt=backend:scalar", in: folder)
      #expect(outcome.code == 3, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("caught, no number printed"))
    }
  }

  @Test func aWidthWithLaunchesIsRefused() throws {
    try Self.folder { folder in
      expectOneLine(try Self.run("--until", "5%", in: folder), code: 2, ["--launches 1"])
      expectOneLine(try Self.run("--launches", "0", in: folder), code: 2, ["1 to 100"])
    }
  }

  /// Starts a long run of several launches and waits for a launch to be under way.
  private static func started(in folder: URL) throws -> (run: Process, worker: pid_t) {
    try LongScenario.write(groups: 40, in: folder)
    let process = try Mmsb.start(
      ["run", "./long.json5", "--launches", "3", "--rounds", "2000", "--out", "out"],
      folder: folder, output: FileHandle.nullDevice, complaints: FileHandle.nullDevice)
    for _ in 0..<600 where process.isRunning {
      usleep(50_000)
      if let worker = child(of: process.processIdentifier) { return (process, worker) }
    }
    process.terminate()
    throw CancellationError()
  }

  private static func child(of process: pid_t) -> pid_t? {
    let tasks = "/proc/\(process)/task"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []
    return names.lazy.compactMap { task in
      try? String(contentsOfFile: "\(tasks)/\(task)/children", encoding: .utf8)
    }.flatMap { $0.split(separator: " ") }.compactMap { pid_t($0) }.first
  }

  @Test func anInterruptionEndsTheWorkerToo() throws {
    try Self.folder { folder in
      let (run, worker) = try Self.started(in: folder)
      kill(run.processIdentifier, SIGINT)
      run.waitUntilExit()
      #expect(run.terminationReason == .exit && run.terminationStatus == 130)
      #expect(kill(worker, 0) != 0, "the worker still runs")
      let out = folder.appending(path: "out").path
      #expect(try Mmsb.run("validate", out).code == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(names == ["compare.csv", "manifest.json", "samples.csv", "summary.csv"])
    }
  }

  @Test func aWorkerWhoseRunIsKilledEndsSoon() throws {
    try Self.folder { folder in
      let (run, worker) = try Self.started(in: folder)
      kill(run.processIdentifier, SIGKILL)
      run.waitUntilExit()
      var isGone = false
      for _ in 0..<100 where !isGone {
        usleep(50_000)
        isGone = kill(worker, 0) != 0
      }
      #expect(isGone, "the worker measures on for nobody")
    }
  }

  @Test func aWorkerThatDiesIsNamedAndCostsItsGroupAlone() throws {
    try Self.folder { folder in
      let (run, worker) = try Self.started(in: folder)
      kill(worker, SIGKILL)
      usleep(500_000)
      kill(run.processIdentifier, SIGINT)
      run.waitUntilExit()
      let out = folder.appending(path: "out").path
      let failed = try Results(out, "summary.csv").rows(["reason_code": "launch_failed"])
      #expect(failed.count == 1, "one group has one cell")
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }
}
