internal import Glibc
internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// `mmsb gate`: did a change make it slower: yes, no, or can't tell.
enum GateCommand {
  static let command = Command(
    "gate", summary: "two builds side by side: slower, faster, equal, or can't tell",
    about: [
      """
      Keeps three processes at a time, the base, the base again and the head, and has them run one
      batch after another of every cell, in random order, over eight launches. A cell regresses
      where its whole interval lies beyond the threshold and twelve fresh launches confirm it; the
      base against itself tells whether this machine can judge at all. Exact counts must not grow.
      """,
      """
      Both builds must prove every cell right first. Builds of identical code are a probe of the
      machine's noise and can't fail, unless --no-identity or --inject says otherwise.
      """,
    ],
    operands: [Operand("SCENARIO", isRepeated: true)],
    options: options,
    examples: [
      "gate --base ../before/.build/release/mmsb gate", "gate --base old/mmsb --strict smoke",
      "gate --base mmsb --head mmsb gate --inject slowdown=10%",
    ],
    endings: [
      (.well, "no cell regressed"), (.regression, "a regression was confirmed, or a count grew"),
      (.usage, "a build, scenario or option makes no sense, or nothing could be compared"),
      (.damaged, "a cell gave wrong bytes in one of the builds"),
      (.inconclusive, "with --strict: a cell stayed inconclusive"),
      (.unfit, "a build died or hung, or results can't be written"),
      (.interrupted, "interrupted; the launches that were whole are judged"),
    ]
  ) { arguments, console in
    try GateSession(GateRequest(arguments), console).start()
  }

  private static let options =
    [
      Option("base", value: "BIN", "the mmsb to compare with"),
      Option("head", value: "BIN", "the mmsb to judge; this one unless said"),
    ] + Option.choices + [
      .seed,
      Option(
        "threshold", value: "SHARE",
        "the change that matters, as 5%; the scenario's, or 3 to 10 % by the kind of cell"),
      Option("launches", value: "N", "launches of the screening, 8 to 40; 8 unless said"),
      Option("budget", value: "TIME", "leave cells out that no longer fit: 90s, 5m, 1h"),
      Option(
        "deadline", value: "TIME",
        "the longest time that a build may take to answer one request; 5m unless said"),
      .wait,
      Option("strict", "exit with 4 where a cell stays inconclusive"),
      Option("no-identity", "judge builds of identical code like any others"),
      Option(
        "inject", value: "FAULT",
        "plant a fault in the head, to see it caught: slowdown=10%, corrupt=backend:NAME, "
          + "corrupt=log"),
      Option(
        "report", value: "FORMAT=FILE", isRepeatable: true,
        "also write the verdicts as "
          + GateFormat.all.map { "\($0.name) (\($0.about))" }.joined(separator: ", ")),
      Option("out", value: "DIR", "the folder for gate.csv; results/local/TIME-gate unless said"),
    ]
}
