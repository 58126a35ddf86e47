import Foundation
import TestSupport
import Testing

/// Gates of the built command over real worker processes.
@Suite(.long, .serialized) struct GateTests {
  private static let base = ["gate", "--base", Mmsb.path, "--head", Mmsb.path]
  /// One cell of one page in L1 that every machine has.
  private static let cell = [
    "kernels", "--filter", "workload=kernel.apply", "--filter", "4K.scalar",
  ]

  private func gate(_ words: [String], in folder: URL) throws -> Mmsb.Outcome {
    try Mmsb.run(Self.base + words + ["--out", folder.appending(path: "gate").path])
  }

  private func rows(_ folder: URL) throws -> [[String: String]] {
    try Results(folder.appending(path: "gate").path, "gate.csv").rows
  }

  private func time(_ folder: URL) throws -> [String: String] {
    try #require(try rows(folder).first { $0["metric"] == "time" })
  }

  @Test func aPlantedSlowdownIsConfirmed() throws {
    try TestFolder.with { folder in
      let outcome = try gate(
        Self.cell + ["--inject", "slowdown=60%", "--threshold", "10%"], in: folder)
      #expect(outcome.code == 1, "\(outcome.complaints)")
      let row = try time(folder)
      #expect(row["verdict"] == "regression")
      #expect(Double(row["ratio"] ?? "") ?? 0 > 1.3)
      #expect(Double(row["p_adjusted"] ?? "") ?? 1 <= 0.01)
      #expect(outcome.output.contains("apply.4K.scalar"))
      // The confirmation's own ratio and interval stand beside the screening's.
      #expect(row["verdict_reason"]?.hasPrefix("confirmed on 12 fresh launches: +") == true)
      #expect(row["verdict_reason"]?.contains(" % to +") == true)
      let why = row["explained_by"] ?? ""
      #expect(why.contains("no counters: ") || why.contains("cycles in a batch"), "\(why)")
    }
  }

  /// A slowdown far below the threshold, and none at all.
  @Test(arguments: [["--inject", "slowdown=1%"], ["--no-identity"]])
  func whatIsBelowTheThresholdIsNoRegression(words: [String]) throws {
    try TestFolder.with { folder in
      let outcome = try gate(Self.cell + words + ["--threshold", "40%"], in: folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(try time(folder)["verdict"] != "regression")
    }
  }

  @Test func wrongBytesOfTheHeadEndWithThree() throws {
    try TestFolder.with { folder in
      let outcome = try gate(Self.cell + ["--inject", "corrupt=backend:scalar"], in: folder)
      #expect(outcome.code == 3, "\(outcome.complaints)")
      let row = try time(folder)
      #expect(row["verdict"] == "unverified" && row["ratio"] == "")
      #expect(row["verdict_reason"]?.hasPrefix("head: ") == true)
    }
  }

  @Test func identicalCodeIsAProbeThatCantFail() throws {
    try TestFolder.with { folder in
      let outcome = try gate(Self.cell + ["--strict"], in: folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("same code"))
      #expect(["equivalent", "inconclusive"].contains(try time(folder)["verdict"]))
    }
  }

  @Test func exactCountsOfOneBuildAreEqual() throws {
    try TestFolder.with { folder in
      _ = try gate(Self.cell, in: folder)
      let counts = try rows(folder).filter { $0["metric"] != "time" }
      #expect(!counts.isEmpty)
      #expect(counts.allSatisfy { $0["verdict"] == "equivalent" && $0["ratio"] == "1" })
    }
  }

  /// A base that has none of a count which the head has: its replies pass through sed.
  @Test func aCountThatGrowsFromNothingIsARegression() throws {
    try TestFolder.with { folder in
      let fact = #"{"metric": "kernel_calls", "value": 1, "unit": "count"}, "#
      let outcome = try gate(base: "\(Mmsb.path) worker | sed -u 's/\(fact)//'", in: folder)
      #expect(outcome.code == 1, "\(outcome.complaints)")
      let count = try #require(try rows(folder).first { $0["metric"] == "kernel_calls" })
      #expect(count["verdict"] == "regression" && count["ratio"] == "")
      #expect(count["verdict_reason"] == "an exact count changed from 0 to 1")
      #expect(outcome.output.contains("kernel_calls"))
    }
  }

  @Test func theResultsSayWhichBuildsTheyAreAbout() throws {
    try TestFolder.with { folder in
      let script = #"\#(Mmsb.path) worker | sed -u 's/"build": "[0-9a-f]*"/"build": "feed"/'"#
      _ = try gate(base: script, in: folder)
      let path = folder.appending(path: "gate/manifest.json")
      let manifest = try #require(
        try JSONSerialization.jsonObject(with: Data(contentsOf: path)) as? [String: Any])
      #expect(manifest["base_build_id"] as? String == "feed")
      let head = manifest["head_build_id"] as? String ?? ""
      #expect(head.count == 16)
      #expect(try rows(folder).allSatisfy { $0["build_id"] == head && $0["git_rev"] == "" })
    }
  }

  @Test func aSecondGateIntoTheFolderIsRefusedAtOnce() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "gate").path
      let first = try Mmsb.start(
        Self.base + ["gate", "--no-identity", "--out", out], output: FileHandle.nullDevice,
        complaints: FileHandle.nullDevice)
      while first.isRunning, !FileManager.default.fileExists(atPath: out) { usleep(10_000) }
      usleep(300_000)
      let second = try Mmsb.run(Self.base + Self.cell + ["--out", out])
      #expect(second.code == 5 && second.complaints.contains("held by another run"))
      first.interrupt()
      first.waitUntilExit()
    }
  }

  /// A program in place of the base, which says something and then does something else.
  private func gate(
    base script: String, _ words: [String] = [], in folder: URL
  ) throws -> Mmsb.Outcome {
    let program = folder.appending(path: "base")
    try "#!/bin/sh\n\(script)\n".write(to: program, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    return try Mmsb.run(
      ["gate", "--base", program.path] + Self.cell + words
        + ["--out", folder.appending(path: "gate").path])
  }

  static let hello = #"echo '{"worker": 1, "command": "0", "build": "0"}'"#

  @Test(arguments: [
    (#"echo '{"worker": 99}'; cat"#, 2, "speaks version 99 of the worker protocol"),
    ("echo hello; cat", 5, "no reply of a worker"),
    ("echo '{}'; cat", 2, "didn't say hello"),
    ("echo 'out of luck' >&2; exit 7", 5, "ended with exit code 7 during its start: out of luck"),
    ("kill -SEGV $$", 5, "died of signal 11 during its start"),
    (
      hello
        + #"; read x; echo '{"error": {"kind": "input", "message": "unknown key: gate"}}'; cat"#,
      2, "the scenario: unknown key: gate"
    ),
    (hello + "; read x; exit 4", 5, "ended with exit code 4 during the scenario"),
  ])
  func aBaseThatIsNoWorkerIsToldInOneLine(script: String, code: Int32, text: String) throws {
    try TestFolder.with { folder in
      let outcome = try gate(base: script, in: folder)
      #expect(outcome.code == code, "\(outcome.complaints)")
      let last = outcome.lines.last.map(String.init) ?? ""
      #expect(last.contains(text) && last.contains("base "), "\(outcome.complaints)")
    }
  }

  @Test func aBaseThatHangsMeetsTheDeadline() throws {
    try TestFolder.with { folder in
      let outcome = try gate(base: Self.hello + "; sleep 600", ["--deadline", "1s"], in: folder)
      #expect(outcome.code == 5)
      #expect(outcome.complaints.contains("gave no answer in time"))
    }
  }

  /// A base whose cells are other work, and one that lacks the cell.
  @Test(arguments: [
    (#"{"cells": [{"id": "apply.4K.scalar", "hash": "other"}]}"#, "the cell's work changed"),
    (#"{"cells": []}"#, "the base has no such cell"),
  ])
  func otherWorkIsNotCompared(cells: String, reason: String) throws {
    try TestFolder.with { folder in
      let outcome = try gate(base: Self.hello + "; read x; echo '\(cells)'; cat", in: folder)
      #expect(outcome.code == 2, "\(outcome.complaints)")
      let row = try time(folder)
      #expect(row["verdict"] == "not_comparable")
      #expect(row["verdict_reason"]?.hasPrefix(reason) == true)
    }
  }

  /// A worker of the base that is cut off after some replies, in the middle of the rounds.
  @Test func aWorkerThatDiesInTheMiddleEndsItsCellAlone() throws {
    try TestFolder.with { folder in
      let script = """
        \(Mmsb.path) worker | {
          for number in 1 2 3 4 5 6 7 8 9; do IFS= read -r line; printf '%s\\n' "$line"; done
          kill -9 $$
        }
        """
      let outcome = try gate(base: script, in: folder)
      #expect(outcome.code == 5, "\(outcome.complaints)")
      let row = try time(folder)
      #expect(row["verdict"] == "not_comparable")
      let reason = row["verdict_reason"] ?? ""
      #expect(
        reason.contains("died of signal 9 during a batch of apply.4K.scalar"), "\(reason)")
    }
  }

  @Test(arguments: [
    (["gate", "kernels"], "no --base"),
    (["gate", "--base", "/no/such/file", "kernels"], "no such program"),
    (["gate", "--base", "/tmp", "kernels"], "not a program"),
    (["gate", "--base", Mmsb.path, "kernels", "--threshold", "x"], "--threshold x"),
    (["gate", "--base", Mmsb.path, "kernels", "--launches", "3"], "8 to 40"),
    (["gate", "--base", Mmsb.path, "kernels", "--inject", "slowdown=fast"], "slowdown=10%"),
    (["gate", "--base", "/etc/passwd", "kernels"], "can't be run"),
    (["gate", "--base", Mmsb.path, "kernels", "--inject", "fire"], "slowdown=10%, corrupt="),
    (
      ["gate", "--base", Mmsb.path, "kernels", "--inject", "corrupt=log"],
      "nothing that kernels runs here writes a log"
    ),
  ])
  func aCallThatMakesNoSenseIsUsage(words: [String], text: String) throws {
    try TestFolder.with { folder in
      let outcome = try Mmsb.run(words + ["--out", folder.appending(path: "gate").path])
      #expect(outcome.code == 2, "\(outcome.complaints)")
      #expect(outcome.complaints.contains(text), "\(outcome.complaints)")
    }
  }

  @Test func ctrlCKeepsTheLaunchesThatWereWhole() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "gate")
      let errors = folder.appending(path: "errors")
      _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
      let process = try Mmsb.start(
        Self.base + ["gate", "--no-identity", "--out", out.path],
        output: FileHandle.nullDevice, complaints: try FileHandle(forWritingTo: errors))
      // The scratch folder appears when the first process is about to start.
      while process.isRunning,
        try FileManager.default.contentsOfDirectory(atPath: folder.path).contains("gate") == false
      { usleep(10_000) }
      sleep(1)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(FileManager.default.fileExists(atPath: out.appending(path: "gate.csv").path))
      let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
      #expect(names.sorted() == ["gate.csv", "manifest.json"], "no scratch is left")
    }
  }
}
