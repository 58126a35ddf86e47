internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Results on the disk after whatever ends a run.
@Suite(.long) struct SurvivalTests {
  /// Enough that an end comes in the middle.
  private static let groupCount = 200

  private static func folder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    try TestFolder.with { folder in
      try LongScenario.write(groups: groupCount, in: folder)
      return try body(folder)
    }
  }

  /// The manifest of a results folder; nil where there is none yet.
  private static func manifest(_ out: String) -> [String: Any]? {
    guard let bytes = FileManager.default.contents(atPath: out + "/manifest.json") else {
      return nil
    }
    return (try? JSONSerialization.jsonObject(with: bytes)) as? [String: Any]
  }

  private static func finishedRows(_ out: String) -> Int {
    ((manifest(out)?["finished_rows"] as? [String: Any])?["summary"] as? Int) ?? 0
  }

  private static func measured(_ out: String) throws -> [String] {
    try Results(out, "summary.csv")
      .rows(["metric": "time", "statistic": "median", "status": "ok", "variant": "cell"])
      .map { $0["cell_id"] ?? "" }
  }

  /// Starts a run in the folder `out`, waits for its first group, and does something to it.
  private static func run(
    in folder: URL, program: String = Mmsb.path, before: [String] = [],
    _ act: (Process) throws -> Void
  ) throws -> Process {
    let words = before + ["run", "./long.json5", "--quiet", "--out", "out"]
    let process = try Mmsb.start(
      words, folder: folder, program: program, output: FileHandle.nullDevice,
      complaints: FileHandle.nullDevice)
    let out = folder.appending(path: "out").path
    for _ in 0..<600 where finishedRows(out) == 0 && process.isRunning { usleep(100_000) }
    try #require(finishedRows(out) > 0, "no group was finished in a minute")
    try act(process)
    process.waitUntilExit()
    return process
  }

  @Test func aKilledRunKeepsItsFinishedGroupsAndIsResumed() throws {
    try Self.folder { folder in
      let out = folder.appending(path: "out").path
      _ = try Self.run(in: folder) { kill($0.processIdentifier, SIGKILL) }
      let stray = try FileManager.default.contentsOfDirectory(atPath: out)
        .filter { $0.hasPrefix(".scratch-") }
      #expect(stray.count == 1)
      let valid = try Mmsb.run("validate", out)
      #expect(valid.code == 0 && valid.complaints.contains("is not complete"), "\(valid)")
      let kept = Self.finishedRows(out)
      let resumed = try Mmsb.run("run", "--resume", "out", "--quiet", folder: folder)
      #expect(resumed.code == 0, "\(resumed.complaints)")
      #expect(Self.manifest(out)?["complete"] as? Bool == true && kept > 0)
      #expect(try Set(Self.measured(out)).count == 200)
      #expect(try Self.measured(out).count == 200)
      #expect(try Mmsb.run("validate", out).code == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: out).sorted()
      #expect(names == ["compare.csv", "manifest.json", "samples.csv", "summary.csv"])
      expectOneLine(
        try Mmsb.run("run", "--resume", "out", folder: folder), code: 2, ["nothing is missing"])
    }
  }

  @Test func aHangUpEndsTheRunTidilyUnlessItIsIgnored() throws {
    try Self.folder { folder in
      let process = try Self.run(in: folder) { kill($0.processIdentifier, SIGHUP) }
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
      let out = folder.appending(path: "out").path
      #expect(Self.manifest(out)?["complete"] as? Bool == false)
      #expect(try !Self.measured(out).isEmpty && Mmsb.run("validate", out).code == 0)
    }
    try Self.folder { folder in
      let ignoring = ["-c", "trap '' HUP; exec \"$0\" \"$@\"", Mmsb.path]
      let process = try Self.run(in: folder, program: "/bin/sh", before: ignoring) {
        kill($0.processIdentifier, SIGHUP)
        usleep(300_000)
        #expect($0.isRunning)
        kill($0.processIdentifier, SIGTERM)
      }
      #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    }
  }

  /// A limit of the file's size stands for a full disk.
  @Test func aFullDiskKeepsTheFinishedGroupsAndExits5() throws {
    try Self.folder { folder in
      let limited = ["-c", "ulimit -f 400; exec \"$0\" \"$@\"", Mmsb.path]
      let outcome = try Mmsb.run(
        limited + ["run", "./long.json5", "--out", "out"], folder: folder, program: "/bin/bash")
      #expect(outcome.code == 5, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("can't write out: File too large"))
      #expect(outcome.complaints.contains("mmsb run --resume out"))
      let out = folder.appending(path: "out").path
      let kept = try Self.measured(out).count
      #expect(kept > 0 && kept < Self.groupCount && Self.finishedRows(out) > 0)
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }

  @Test func aSecondRunIntoTheFolderIsRefusedAtOnce() throws {
    try Self.folder { folder in
      _ = try Self.run(in: folder) { process in
        let words = ["run", "./long.json5", "--out", "out"]
        expectOneLine(
          try Mmsb.run(words, folder: folder), code: 5,
          ["out is held by another run", "process \(process.processIdentifier)"])
        expectOneLine(
          try Mmsb.run("run", "--resume", "out", folder: folder), code: 5, ["held by another run"])
        #expect(process.isRunning)
        kill(process.processIdentifier, SIGINT)
      }
      expectOneLine(
        try Mmsb.run("run", "./long.json5", "--out", "out", folder: folder), code: 2,
        ["already holds results"])
    }
  }

  @Test func theNextRunSweepsWhatAKilledOneLeft() throws {
    try Self.folder { folder in
      _ = try Self.run(in: folder) { kill($0.processIdentifier, SIGKILL) }
      let next = try Mmsb.run(
        "verify", "./long.json5", "--axis", "workingSet=4KiB", "--out", "next", folder: folder)
      #expect(next.code == 0, "\(next.complaints)")
      let names = try FileManager.default.contentsOfDirectory(
        atPath: folder.appending(path: "out").path)
      #expect(!names.contains { $0.hasPrefix(".scratch-") })
      #expect(names.contains("samples.csv"))
    }
  }
}

/// Writes that fail while they are timed.
@Suite(.long) struct TimedWriteTests {
  private static let scenario = """
    { schema: 1, name: "writes", about: "A log, and work without files.",
      workload: ["log.append", "batch"], axes: { backend: "scalar" }, measure: { rounds: 8 } }
    """

  @Test func aWriteThatFailsInsideTheClockIsNamedAndLeavesOtherCells() throws {
    try TestFolder.with { folder in
      try Self.scenario.write(
        to: folder.appending(path: "writes.json5"), atomically: true, encoding: .utf8)
      let limited = ["-c", "ulimit -f 3000; exec \"$0\" \"$@\"", Mmsb.path]
      let outcome = try Mmsb.run(
        limited + ["run", "./writes.json5", "--out", "out"], folder: folder, program: "/bin/bash")
      #expect(outcome.code == 5, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("File too large"), "\(outcome.complaints)")
      let out = folder.appending(path: "out").path
      let summary = try Results(out, "summary.csv")
      #expect(!summary.rows(["status": "failed", "reason_code": "environment_unfit"]).isEmpty)
      let times = summary.rows(["metric": "time", "statistic": "median", "status": "ok"])
      #expect(times.contains { $0["cell_id"] == "batch" })
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }
}

/// Calls that can't be resumed.
@Suite(.long) struct ResumeRefusalTests {
  /// A folder whose run was stopped before its first group, with its manifest changed.
  private func stopped(
    _ folder: URL, _ change: (String) -> String = { $0 }
  ) throws {
    let limited = ["-c", "ulimit -f 40; exec \"$0\" \"$@\"", Mmsb.path]
    let outcome = try Mmsb.run(
      limited + ["run", "smoke", "--quick", "--out", folder.appending(path: "out").path],
      program: "/bin/bash")
    #expect(outcome.code == 5, "\(outcome.complaints)")
    let manifest = folder.appending(path: "out/manifest.json")
    let text = try String(contentsOf: manifest, encoding: .utf8)
    try change(text).write(to: manifest, atomically: true, encoding: .utf8)
  }

  /// The manifest with another value for a text member.
  private static func setting(_ name: String) -> (String) -> String {
    { text in
      text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        let key = "\"\(name)\": "
        guard let start = line.range(of: key) else { return String(line) }
        return line[..<start.upperBound] + "\"feed\"" + (line.hasSuffix(",") ? "," : "")
      }.joined(separator: "\n")
    }
  }

  @Test(arguments: ["build_id": "another build", "host_id": "another machine"])
  func otherOriginsAreRefused(name: String, words: String) throws {
    try TestFolder.with { folder in
      try stopped(folder, Self.setting(name))
      let out = folder.appending(path: "out").path
      expectOneLine(try Mmsb.run("run", "--resume", out), code: 2, [words])
    }
  }

  @Test func aResumedRunTakesItsOptionsFromTheFolder() throws {
    let words = [
      ["--seed", "2"], ["smoke"], ["--filter", "apply"], ["--out", "x"],
    ]
    for extra in words {
      let outcome = try Mmsb.run(["run", "--resume", "nowhere"] + extra)
      expectOneLine(outcome, code: 2, ["--resume doesn't go with"])
    }
    expectOneLine(try Mmsb.run("run", "--resume", "/nowhere/x"), code: 2, ["/nowhere/x"])
    expectOneLine(try Mmsb.run("run"), code: 2, ["no SCENARIO"])
  }
}
