internal import Scenarios
internal import Support

/// `mmsb run`: measure scenarios.
enum RunCommand {
  static let command = Command(
    "run", summary: "measure scenarios: every cell proved right, timed, and proved again",
    about: [
      """
      A scenario names a kind of work and the values to cross it with; each combination is a cell.
      Every cell is run once and compared with a slow reference model, timed in rounds with its
      siblings in random order, and compared again. A cell whose bytes differ gets no number.
      """,
      """
      SCENARIO is a path, or a name that mmsb list shows. Each scenario gets a folder with
      samples.csv, summary.csv, compare.csv and manifest.json, and a table on standard output whose
      rows begin with the cell's id.
      """,
      """
      What a group of cells gave is in the folder as soon as the group ends, so that a run that was
      interrupted or killed, or that filled the disk, loses the group under way. --resume does what
      is missing, with the scenario and options that the folder keeps.
      """,
    ],
    operands: [Operand("SCENARIO", isRepeated: true, isOptional: true)],
    options: Option.runs + [
      Option("resume", value: "FOLDER", "do what an unfinished run's folder lacks; no SCENARIO")
    ],
    examples: [
      "run replay-packages", "run kernels --quick --axis backend=scalar,avx512",
      "run replay-packages --input app.mmsblog", "run smoke --inject corrupt=backend:avx2",
      "run --resume results/local/20261120T093000Z-smoke",
    ],
    endings: [
      (.well, "every cell that can run here was measured"),
      (.usage, "a scenario, option or trace is missing, foreign or malformed; nothing ran"),
      (.damaged, "a cell gave wrong bytes and got no number, or the trace is damaged"),
      (.unfit, "nothing could be measured, or results can't be written"),
      (.internalError, "a fault that was planted with --inject was not caught"),
      (.interrupted, "interrupted; finished cells are in the results"),
    ]
  ) { arguments, console in
    guard let path = arguments.text("resume") else {
      guard !arguments.operands.isEmpty else {
        throw UsageError.missingOperand("SCENARIO", command: "run")
      }
      return try start(try RunRequest(arguments, mode: .measure), console)
    }
    try check(arguments)
    let run = try Resumption(path).prepared(arguments)
    return try RunSession(run, console).start()
  }

  /// Refuses what a resumed run takes from its folder.
  private static func check(_ arguments: Arguments) throws(Failure) {
    let allowed = ["resume", "input", "format", "wait"] + Option.common.map(\.name)
    let others = Option.runs.map(\.name).filter { !allowed.contains($0) && arguments.has($0) }
    let extra = arguments.operands.first ?? others.first.map { "--" + $0 }
    guard let extra else { return }
    throw Failure(
      .usage, "--resume doesn't go with \(extra): the folder says what the run was called with")
  }

  /// Shows the plan, or runs it.
  static func start(_ request: RunRequest, _ console: Console) throws -> ExitCode {
    let run = try PreparedRun(request)
    run.notes.forEach(console.note)
    guard !request.isPlanOnly else {
      console.write(run.text)
      return .well
    }
    return try RunSession(run, console).start()
  }
}
