internal import Foundation
internal import TestSupport
internal import Testing

/// The built program on machines that lack or refuse something.
@Suite(.long) struct MachineFaultTests {
  private static func has(_ program: String) -> Bool {
    ["/usr/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + program) }
  }

  private static func canHideProc() -> Bool {
    let outcome = try? Mmsb.run(
      ["-rm", "mount", "-t", "tmpfs", "none", "/proc"], program: "/usr/bin/unshare")
    return outcome?.code == 0
  }

  /// Runs the program through a shell that sets the stage; "$0" is the program.
  private static func shell(
    _ script: String, environment: [String: String] = [:], folder: URL = Repository.root
  ) throws -> Mmsb.Outcome {
    try Mmsb.run(
      ["-c", script, Mmsb.path], environment: environment, folder: folder, program: "/bin/sh")
  }

  private static let smoke = """
    "$0" run smoke --quick --filter apply.scalar --quiet --out
    """

  @Test func aNameThatIsNotUTF8IsOneLine() throws {
    let outcome = try Self.shell(#"exec "$0" log info "$(printf 'caf\351.log')""#)
    expectOneLine(outcome, code: 2, ["UTF-8", #"caf\xe9.log"#])
  }

  @Test(.enabled(if: has("unshare") && canHideProc(), "a user may hide /proc from a process"))
  func wordsComeFromTheCallWhereProcIsMissing() throws {
    let outcome = try Self.shell(
      #"exec unshare -rm sh -c 'mount -t tmpfs none /proc && exec "$0" frobnicate' "$0""#)
    expectOneLine(outcome, code: 2, ["frobnicate"])
  }

  @Test func aStackOf64KiBIsEnough() throws {
    try TestFolder.with { folder in
      let outcome = try Self.shell("ulimit -s 64; exec \(Self.smoke) '\(folder.path)/out'")
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.output.contains("verified"))
    }
  }

  @Test(.enabled(if: has("strace"), "strace is installed"))
  func aRefusedPinNamesTheWayOut() throws {
    try TestFolder.with { folder in
      let outcome = try Self.shell(
        "exec strace -f -qq -o /dev/null -e inject=sched_setaffinity:error=EPERM "
          + "\(Self.smoke) '\(folder.path)/out'")
      #expect(outcome.code == 5)
      #expect(outcome.complaints.contains("pin a thread to CPU"), "\(outcome.complaints)")
      #expect(outcome.complaints.contains("--axis cpus=none"), "\(outcome.complaints)")
    }
  }

  @Test(
    .enabled(if: has("cc"), "a C compiler is installed"),
    arguments: [
      ("t->tv_sec = 7; t->tv_nsec = 0;", "stood still"),
      ("t->tv_sec = 1 << 20; t->tv_nsec = 500000000 - 1000 * n++;", "went back"),
      ("t->tv_sec = 7; t->tv_nsec = n++ / 9000 * 4000000;", "steps of 4000000 ns"),
    ])
  func aClockThatCanNotTimeIsFoundBeforeTiming(body: String, words: String) throws {
    try TestFolder.with { folder in
      let source = "\(folder.path)/clock.c", library = "\(folder.path)/clock.so"
      try """
      #include <time.h>
      static long n;
      int clock_gettime(clockid_t id, struct timespec *t) { (void)id; (void)n; \(body) return 0; }
      """.write(toFile: source, atomically: true, encoding: .utf8)
      let made = try Mmsb.run(
        ["-shared", "-fPIC", "-o", library, source], program: "/usr/bin/cc")
      #expect(made.code == 0, "\(made.complaints)")
      let outcome = try Self.shell(
        "exec \(Self.smoke) '\(folder.path)/out'", environment: ["LD_PRELOAD": library])
      expectOneLine(outcome, code: 5, ["clock", words])
      #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out/summary.csv"))
    }
  }

  @Test func cellsThatDoNotFitTheMemoryAreUnavailableAndTheOthersRun() throws {
    try TestFolder.with { folder in
      try """
      { schema: 1, name: "large", about: "One cell fits.", workload: "kernel.apply",
        axes: { backend: "scalar", workingSet: ["4KiB", "4GiB"] }, measure: { rounds: 8 } }
      """.write(to: folder.appending(path: "large.json5"), atomically: true, encoding: .utf8)
      let call = #"ulimit -v 1500000; exec "$0" run ./large.json5 --quiet --out out"#
      let outcome = try Self.shell(call, folder: folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      let rows = try Results("\(folder.path)/out", "summary.csv").rows
      let large = rows.filter { $0["cell_id"] == "apply.4G" }
      #expect(large.map { $0["reason_code"] } == ["too_little_memory"])
      #expect(large.map { $0["status"] } == ["unavailable"])
      #expect(rows.contains { $0["cell_id"] == "apply.4K" && $0["metric"] == "time" })
      let plan = try Self.shell(
        #"ulimit -v 1500000; exec "$0" run ./large.json5 --plan"#, folder: folder)
      #expect(plan.output.contains("needs up to 26 GB for one thread"), "\(plan.output)")
      let alone = try Self.shell(call + "2 --filter 4G", folder: folder)
      #expect(alone.code == 5)
    }
  }

  /// The most memory that one of the program's runs may hold at once.
  @Test func smokeTakesLessThan128MiB() throws {
    try TestFolder.with { folder in
      let process = try Mmsb.start(
        ["run", "smoke", "--quick", "--quiet", "--out", "\(folder.path)/out"],
        output: FileHandle.nullDevice, complaints: FileHandle.nullDevice)
      var peak = 0
      while process.isRunning {
        let status = try? String(
          contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        peak = line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? peak
        Thread.sleep(forTimeInterval: 0.05)
      }
      #expect(process.terminationStatus == 0)
      #expect(peak > 0 && peak < 128 << 10, "\(peak) KiB")
    }
  }
}
