internal import Support
internal import Glibc
internal import Machine
internal import Measure
internal import Proof
internal import StateBus

/// `mmsb fuzz kernels`: random inputs through every kernel of every backend.
enum FuzzKernelsCommand {
  static let command = Command(
    "fuzz kernels", summary: "random pages and masks through every kernel of every backend",
    about: [
      """
      Draws cases from a seed, runs every kernel of every backend that this machine can use on them,
      and compares each result with a slow reference model. The first difference is shrunk to a
      small case and printed with the command that repeats it.
      """,
      """
      Stops at whichever of --runs, --bytes and --time comes first; after 1,000 runs if none is
      given.
      """,
    ],
    options: [
      Option("runs", value: "N", "stop after so many cases"),
      Option("bytes", value: "N", "stop when so many page bytes were compared"),
      Option("time", value: "TIME", "stop after 30s, 5m, 1h"),
      Option("seed", value: "S", "where the cases come from; 1 unless said"),
      Option("out", value: "DIR", "write the counts as a results folder"),
      Option(
        "inject", value: "FAULT",
        "flip one bit in what a part writes, to see it found: "
          + "corrupt=backend:NAME"),
    ],
    examples: ["fuzz kernels --runs 50 --seed 1", "fuzz kernels --time 30s --seed 7"],
    endings: [
      (.well, "no difference"), (.usage, "the call can't be meant"),
      (.damaged, "a kernel gave other bytes than the model"),
      (.unfit, "results can't be written"), (.interrupted, "interrupted; no difference until then"),
    ]
  ) { arguments, console in
    let limits = try Limits(arguments)
    let fault = try arguments.text("inject").map(RunRequest.fault)
    if fault?.part == .log {
      throw Failure(.usage, "--inject corrupt=log: no kernel writes a log; name a backend")
    }
    let usable = Backend.usable.map { fault?.planted(in: $0) ?? $0 }
    let folder = try arguments.text("out").map { try ResultFolder(creating: $0) }
    let session = FuzzSession(
      KernelFuzz(backends: usable), limits, fault: arguments.text("inject"), console)
    session.run()
    if let folder { try session.write(to: folder) }
    return try session.ending()
  }

  /// The start of a fuzz run and the limits that end it.
  struct Limits {
    let seed: UInt64
    let runs: Int?
    let bytes: Int?
    let seconds: Double?

    init(_ arguments: Arguments) throws {
      seed = try arguments.integer("seed", 0...UInt64.max) ?? 1
      bytes = try arguments.integer("bytes", 1...Int.max)
      seconds = try arguments.seconds("time")
      let runs = try arguments.integer("runs", 1...Int.max)
      self.runs = runs ?? (bytes == nil && seconds == nil ? 1000 : nil)
    }

    /// The share of the work that is done, by the nearest limit.
    func share(_ runCount: Int, _ byteCount: Int, _ elapsed: Double) -> Double {
      max(
        runs.map { Double(runCount) / Double($0) } ?? 0,
        bytes.map { Double(byteCount) / Double($0) } ?? 0, seconds.map { elapsed / $0 } ?? 0)
    }
  }
}

/// One fuzz run: a few cases at a time, so that limits and interruptions take effect soon.
private final class FuzzSession {
  private let fuzz: KernelFuzz
  private let limits: FuzzKernelsCommand.Limits
  /// The value of `--inject`.
  private let fault: String?
  private let console: Console
  private let started = Clock.utc()
  private let line: ProgressLine
  private var runCount = 0
  private var byteCount = 0
  private var failure: KernelFuzz.Failure?

  init(
    _ fuzz: KernelFuzz, _ limits: FuzzKernelsCommand.Limits, fault: String?, _ console: Console
  ) {
    self.fuzz = fuzz
    self.limits = limits
    self.fault = fault
    self.console = console
    line = ProgressLine(console)
  }

  func run() {
    while failure == nil, !Interruption.isWanted {
      let share = limits.share(runCount, byteCount, line.elapsedSeconds)
      guard share < 1 else { break }
      let left = share > 0 ? line.elapsedSeconds * (1 - share) / share : nil
      line.show("\(Display.grouped(byteCount)) bytes in \(runCount) cases", secondsLeft: left)
      let report = fuzz.run(
        seed: limits.seed &+ UInt64(runCount), runs: min(8, limits.runs.map { $0 - runCount } ?? 8),
        byteCount: limits.bytes.map { $0 - byteCount })
      runCount += report.runCount
      byteCount += report.byteCount
      failure = report.failure
    }
    line.finish()
  }

  /// Reports the findings; answers the exit code.
  func ending() throws -> ExitCode {
    let names = fuzz.backends.map(\.name).joined(separator: ", ")
    console.write(
      Facts.text([
        ("backends", names), ("cases", Display.grouped(runCount)),
        ("page bytes compared", Display.grouped(byteCount)), ("seed", "\(limits.seed)"),
        ("differences", failure == nil ? "0" : "1"),
      ]))
    if let failure {
      let planted = fault.map { " --inject \($0)" } ?? ""
      console.write("repeat with  \(failure.command)\(planted)\n")
      throw Failure(.damaged, "\(failure)")
    }
    guard Interruption.isWanted else {
      guard runCount > 0 else { throw Failure(.usage, "no case was run: give --time more") }
      return .well
    }
    throw Failure(.interrupted, "interrupted after \(runCount) cases: no difference until then")
  }

  func write(to folder: ResultFolder) throws {
    let words = CallWords.all
    let origin = RunOrigin(words: words, topology: Topology.read())
    let keys = origin.keys(.fuzz, started: started)
    let counts = [("page_bytes_compared", byteCount), ("differences", failure == nil ? 0 : 1)]
    var rows = ResultRows()
    rows.summary = counts.map { metric, count in
      SummaryRow(keys, scenario: "fuzz-kernels", count, of: metric)
    }
    for index in rows.summary.indices { rows.summary[index].keys.seed = limits.seed }
    folder.append(rows)
    try folder.finish(
      partial: Interruption.isWanted,
      manifest: origin.manifest(
        keys, seed: limits.seed, scenarios: [], elapsedSeconds: line.elapsedSeconds))
    console.note("results: \(folder.path)")
  }
}
