internal import Measure
internal import Scenarios
internal import Support

/// `mmsb selftest`: gates whose outcome is known.
enum SelftestCommand {
  static let command = Command(
    "selftest", summary: "can this machine judge: gates with nothing, 2 % and 10 % planted",
    about: [
      """
      Gates this program against itself on two cells, one in L1 and one beyond the caches: as it is,
      with a slowdown of 2 % planted, and with one of 10 %, at a threshold of 5 %. The first two
      must never be called regressions, the third nearly always. A flipped bit must be caught.
      """,
      """
      Prints how often each was called, with the exact interval, and the smallest effect that such a
      gate can see here. With --append the gates are added to a file and its sums are shown too.
      """,
    ],
    options: [
      Option("gates", value: "N", "gates of each kind; 1 unless said"),
      .seed, .wait,
      Option("budget", value: "TIME", "begin no further gate after this time: 90s, 20m"),
      Option("append", value: "FILE", "add the gates to FILE, and show the sums of all in it"),
      Option("out", value: "DIR", "write the sums as a results folder, for report --figures"),
    ],
    examples: ["selftest", "selftest --gates 30 --append results/nightly/gates.csv"],
    endings: [
      (.well, "no false alarm, the flipped bit and at least one planted slowdown were caught"),
      (.regression, "a false alarm, or a planted fault that went unseen"),
      (.usage, "an option makes no sense, or FILE is something else"),
      (.unfit, "a process died or hung, or nothing could be gated"),
      (.interrupted, "interrupted; finished gates are shown and kept"),
    ]
  ) { arguments, console in
    let gates = try arguments.integer("gates", 1...10_000) ?? 1
    var selftest = try Selftest(
      seed: try arguments.integer("seed", 0...UInt64.max) ?? 1,
      budgetSeconds: try arguments.seconds("budget"), append: arguments.text("append"),
      output: arguments.text("out"), waits: arguments.has("wait"), console)
    return try selftest.run(gates: gates)
  }
}
