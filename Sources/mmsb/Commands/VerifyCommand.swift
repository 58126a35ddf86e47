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
      With --inject, one bit is flipped in what a part wrote: every cell that uses the part must be
      caught, and the results count the faults planted and caught.
      """,
    ],
    operands: [Operand("SCENARIO", isRepeated: true)],
    options: Option.runs.filter { $0.name != "budget" },
    examples: ["verify kernels batch log", "verify batch --inject corrupt=backend:avx512"],
    endings: [
      (.well, "every cell that can run here is right"),
      (.usage, "a scenario, option or trace is missing, foreign or malformed; nothing ran"),
      (.damaged, "a cell gave wrong bytes, or the trace is damaged"),
      (.unfit, "nothing could be verified, or results can't be written"),
      (.internalError, "a fault that was planted with --inject was not caught"),
      (.interrupted, "interrupted; finished cells are in the results"),
    ]
  ) { arguments, console in
    try RunCommand.start(try RunRequest(arguments, mode: .verify), console)
  }
}
