internal import Machine
internal import Measure
internal import Support

/// `mmsb fuzz results`: runs that are ended in the middle, and damaged results folders.
enum FuzzResultsCommand {
  static let command = Command(
    "fuzz results", summary: "end runs in the middle and damage results: what is lost or unnoticed",
    about: [
      """
      Starts runs of this program and ends them at random moments: by a kill, by a hang-up, and by a
      disk without space. Every cell that the folder had before must be there afterwards, the folder
      must be valid, and --resume must do the rest.
      """,
      """
      Then a folder is damaged in every way, one at a time: each column and each member of the
      manifest emptied, altered, swapped, out of range or of another type, rows removed, doubled,
      exchanged, files cut. validate must notice each.
      """,
    ],
    options: [
      Option("runs", value: "N", "runs that are ended in each way; 2 unless said"),
      Option("seed", value: "S", "where the moments come from; 1 unless said"),
      Option("out", value: "DIR", "write the counts as a results folder"),
    ],
    examples: ["fuzz results", "fuzz results --runs 20 --seed 7"],
    endings: [
      (.well, "nothing was lost, and every damage was noticed"),
      (.usage, "an option makes no sense"),
      (.damaged, "a finished cell was lost, or a damage went unnoticed"),
      (.unfit, "no run could be started, or results can't be written"),
      (.interrupted, "interrupted; nothing was lost until then"),
    ]
  ) { arguments, console in
    let runs = try arguments.integer("runs", 1...1000) ?? 2
    let seed = try arguments.integer("seed", 0...UInt64.max) ?? 1
    let folder = try arguments.text("out").map { try ResultFolder(creating: $0) }
    let scratch = try GateFolder(scratchIn: "results/local")
    let line = ProgressLine(console)
    defer { line.finish() }
    let started = Clock.utc()
    var fuzz = try ResultFuzz(
      scratch: scratch.scratch, seed: seed, isStopped: { Interruption.isWanted })
    try fuzz.run(times: runs) { what, share in
      let left = share > 0 ? line.elapsedSeconds * (1 - share) / share : nil
      line.show(what, secondsLeft: left)
    }
    line.finish()
    if let folder { try write(fuzz, seed, started, line.elapsedSeconds, to: folder, console) }
    return try report(fuzz, seed, console)
  }

  private static func report(
    _ fuzz: ResultFuzz, _ seed: UInt64, _ console: Console
  ) throws(Failure) -> ExitCode {
    console.write(
      Facts.text([
        ("runs ended", "\(fuzz.runCount)"), ("cells finished before", "\(fuzz.finishedCells)"),
        ("of them kept", "\(fuzz.keptCells)"), ("damages", Display.grouped(fuzz.damageCount)),
        ("of them noticed", Display.grouped(fuzz.noticedDamages)), ("seed", "\(seed)"),
      ]))
    for loss in fuzz.losses.dropFirst().prefix(7) { console.complain(loss) }
    if let first = fuzz.losses.first {
      let rest = fuzz.losses.count - 1
      throw Failure(.damaged, first + (rest > 0 ? ", and \(rest) more" : ""))
    }
    guard fuzz.finishedCells > 0, fuzz.damageCount > 0 else {
      throw Failure(.environment, "no run had a finished cell when it was ended")
    }
    return .well
  }

  private static func write(
    _ fuzz: ResultFuzz, _ seed: UInt64, _ started: String, _ seconds: Double,
    to folder: ResultFolder, _ console: Console
  ) throws {
    let origin = RunOrigin(words: CallWords.all, topology: Topology.read())
    let keys = origin.keys(.fuzz, started: started)
    let counts = [
      ("ended_runs", fuzz.runCount), ("finished_cells", fuzz.finishedCells),
      ("kept_cells", fuzz.keptCells), ("damages", fuzz.damageCount),
      ("noticed_damages", fuzz.noticedDamages),
    ]
    var rows = ResultRows()
    rows.summary = counts.map { metric, count in
      SummaryRow(keys, scenario: "fuzz-results", count, of: metric)
    }
    for index in rows.summary.indices { rows.summary[index].keys.seed = seed }
    folder.append(rows)
    try folder.finish(
      partial: false,
      manifest: origin.manifest(keys, seed: seed, scenarios: [], elapsedSeconds: seconds))
    console.note("results: \(folder.path)")
  }
}
