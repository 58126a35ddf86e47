internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Runs on a file system that is really full, and in a control group that is really out of memory.
@Suite(.long, .serialized) struct FullDiskTests {
  private static let groupCount = 60
  private static let logs = """
    { schema: 1, name: "logs", about: "Logs, short and long.", workload: "log.append",
      axes: { backend: "scalar", deltaBytes: [64, 4096] }, measure: { rounds: 8 } }
    """

  private static func canMount() -> Bool {
    let outcome = try? Mmsb.run(
      ["-rm", "mount", "-t", "tmpfs", "none", "/mnt"], program: "/usr/bin/unshare")
    return outcome?.code == 0
  }

  private static func folder<Result>(_ body: (URL) throws -> Result) throws -> Result {
    try TestFolder.with { folder in
      try LongScenario.write(groups: groupCount, in: folder)
      return try body(folder)
    }
  }

  /// Runs a scenario into `disk/out`, where `disk` is a file system of so many KiB, and copies the
  /// folder to `out` before the file system is gone.
  private static func onADisk(
    kibibytes: Int, _ folder: URL, _ scenario: String = LongScenario.path
  ) throws -> Mmsb.Outcome {
    let script = """
      mkdir disk && mount -t tmpfs -o size=\(kibibytes)k none disk || exit 99
      "$0" run \(scenario) --out disk/out; code=$?
      cp -r disk/out out; exit $code
      """
    return try Mmsb.run(
      ["-rm", "sh", "-c", script, Mmsb.path], folder: folder, program: "/usr/bin/unshare")
  }

  private static func finished(_ out: String) throws -> [String] {
    try Results(out, "summary.csv")
      .rows(["metric": "time", "statistic": "median", "status": "ok", "variant": "cell"])
      .map { $0["cell_id"] ?? "" }
  }

  @Test(.enabled(if: canMount(), "a user may mount in a namespace of its own"))
  func aFullFileSystemKeepsTheFinishedGroupsAndIsResumedElsewhere() throws {
    try Self.folder { folder in
      let outcome = try Self.onADisk(kibibytes: 400, folder)
      #expect(outcome.code == 5, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("No space left on device"), "\(outcome.complaints)")
      let out = folder.appending(path: "out").path
      let kept = try Self.finished(out)
      #expect(!kept.isEmpty && kept.count < Self.groupCount)
      #expect(try Mmsb.run("validate", out).code == 0)
      let resumed = try Mmsb.run("run", "--resume", "out", "--quiet", folder: folder)
      #expect(resumed.code == 0, "\(resumed.complaints)")
      #expect(try Set(Self.finished(out)).count == Self.groupCount)
      #expect(try Self.finished(out).count == Self.groupCount)
    }
  }

  /// The disk holds the results and a batch's log, and not the yardstick's files beside it.
  @Test(.enabled(if: canMount(), "a user may mount in a namespace of its own"))
  func aYardstickThatDoesNotFitFailsAloneAndItsCellStays() throws {
    try Self.folder { folder in
      try Self.logs.write(
        to: folder.appending(path: "logs.json5"), atomically: true, encoding: .utf8)
      let outcome = try Self.onADisk(kibibytes: 8_000, folder, "./logs.json5")
      #expect(outcome.code == 5, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("No space left on device"), "\(outcome.complaints)")
      let out = folder.appending(path: "out").path
      let failed = try Results(out, "summary.csv").rows(["status": "failed"])
      #expect(!failed.isEmpty && failed.allSatisfy { $0["reason_code"] == "environment_unfit" })
      #expect(failed.allSatisfy { $0["variant"]?.hasPrefix("reference:") == true })
      #expect(try Self.finished(out).count == 2)
    }
  }

  private static let group = "/sys/fs/cgroup/memory/mmsb-test-\(getpid())"

  private static func canLimitMemory() -> Bool {
    guard unsafe mkdir(group, 0o755) == 0 else { return false }
    defer { unsafe rmdir(group) }
    return unsafe access(group + "/memory.limit_in_bytes", W_OK) == 0
  }

  /// Another process of the same control group takes all of its memory, and the kernel chooses the
  /// run as its victim.
  @Test(.enabled(if: canLimitMemory(), "a memory control group can be made"))
  func anOutOfMemoryKillLosesTheGroupUnderWay() throws {
    guard unsafe mkdir(Self.group, 0o755) == 0 else { return }
    defer { unsafe rmdir(Self.group) }
    try Self.folder { folder in
      let script = """
        echo 0 > \(Self.group)/cgroup.procs
        echo 200M > \(Self.group)/memory.limit_in_bytes
        (echo 1000 > /proc/self/oom_score_adj
          exec "$0" run \(LongScenario.path) --quiet --out out) &
        run=$!
        for turn in $(seq 600); do
          [ "$(wc -l 2>/dev/null < out/summary.csv || echo 0)" -gt 40 ] && break; sleep 0.1
        done
        (head -c 400M /dev/zero | tail -n 1 > /dev/null) &
        wait $run
        """
      let outcome = try Mmsb.run(
        ["-c", script, Mmsb.path], folder: folder, program: "/bin/bash")
      #expect(outcome.code == 128 + SIGKILL, "\(outcome)")
      let out = folder.appending(path: "out").path
      let kept = try Self.finished(out)
      #expect(!kept.isEmpty && kept.count < Self.groupCount)
      let valid = try Mmsb.run("validate", out)
      #expect(valid.code == 0 && valid.complaints.contains("is not complete"), "\(valid)")
      let resumed = try Mmsb.run("run", "--resume", "out", "--quiet", folder: folder)
      #expect(resumed.code == 0, "\(resumed.complaints)")
      #expect(try Set(Self.finished(out)).isSuperset(of: kept))
      #expect(try Self.finished(out).count == Self.groupCount)
    }
  }
}
