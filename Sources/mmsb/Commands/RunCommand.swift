internal import Scenarios

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
    ],
    operands: [Operand("SCENARIO", isRepeated: true)], options: Option.runs,
    examples: [
      "run replay-packages", "run kernels --quick --axis backend=scalar,avx512",
      "run replay-packages --input app.mmsblog", "run smoke --inject corrupt=backend:avx2",
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
    try start(try RunRequest(arguments, mode: .measure), console)
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
