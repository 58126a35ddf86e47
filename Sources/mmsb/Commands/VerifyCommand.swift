internal import Scenarios

/// `mmsb verify`: prove scenarios right, time nothing.
enum VerifyCommand {
  static let command = Command(
    "verify", summary: "prove every cell of scenarios right, without timing",
    about: [
      """
      Runs every cell once and compares the bytes it leaves with a slow reference model. Results are
      written as by run, without times.
      """,
      """
      With --expect, the engine's exact counts (deltas applied, bytes logged, and so on) must be
      those of a file, to the last one. Each that moved is named with both values. They depend on
      no clock and no other process: the same seed gives the same counts on every machine.
      """,
      """
      With --inject, one bit is flipped in what a part wrote: every cell that uses the part must be
      caught, and the results count the faults planted and caught.
      """,
    ],
    operands: [Operand("SCENARIO", isRepeated: true)],
    options: Option.runs.filter { !timing.contains($0.name) } + expectations,
    examples: [
      "verify kernels batch log", "verify batch --inject corrupt=backend:avx512",
      "verify batch --expect results/expected.csv",
      "verify batch --expect results/expected.csv --expect-write",
      "verify smoke --repeat 20",
    ],
    endings: [
      (.well, "every cell that can run here is right"),
      (.usage, "a scenario, option or trace is missing, foreign or malformed; nothing ran"),
      (.damaged, "a cell gave wrong bytes, a count moved, or the trace is damaged"),
      (.unfit, "nothing could be verified, or results can't be written"),
      (.internalError, "a fault that was planted with --inject was not caught"),
      (.interrupted, "interrupted; finished cells are in the results"),
    ]
  ) { arguments, console in
    var request = try RunRequest(arguments, mode: .verify)
    request.repeats = try repeats(arguments)
    guard let expectations = try Expectations(arguments, request) else {
      return try RunCommand.start(request, console)
    }
    let run = try PreparedRun(request)
    run.notes.forEach(console.note)
    let session = RunSession(run, console)
    let ending = try session.start()
    // A failed run has reported its failure; its counts are incomplete, so the file stays.
    guard ending == .well || ending == .damaged && !expectations.isRenewing else { return ending }
    let judgement = try expectations.settle(session, run.catalogue, console)
    return ExitCode.gravest(of: [ending, judgement])
  }

  /// The number of proofs that `--repeat` asks for.
  static func repeats(_ arguments: Arguments) throws(UsageError) -> Int {
    try arguments.integer("repeat", 1...1000) ?? 1
  }

  /// The options of `run` that are about times alone.
  private static let timing = ["budget", "counters", "launches", "rounds", "until", "wait"]

  private static let expectations = [
    Option("expect", value: "FILE", "hold the engine's exact counts against those in FILE"),
    Option("expect-write", "write the counts to that FILE instead; other cells' stay"),
    Option("repeat", value: "N", "prove everything N times; the counts must stay the same"),
  ]
}
