internal import Support
internal import Measure
internal import Scenarios
internal import Support

/// `mmsb rerun`: one cell of an earlier run again.
enum RerunCommand {
  static let command = Command(
    "rerun", summary: "one cell of an earlier run again, from its row",
    about: [
      """
      Takes the scenario's text, the seed and the cell's values from a results folder, so that the
      scenario file may have changed meanwhile. The cell is measured without its siblings, so there
      is nothing to compare its time with, and the state it leaves must be the one it left before.
      """
    ],
    operands: [Operand("FOLDER"), Operand("CELL")],
    options: [
      Option("input", value: "FILE", "the trace, if the run was given one with --input"),
      .out, .wait, .format,
    ] + Option.limits,
    examples: ["rerun results/local/20261120T093000Z-smoke apply.4K.avx2"],
    endings: [
      (.well, "the cell was measured and left the same state as before"),
      (.usage, "the folder is no results folder, or has no such cell"),
      (.damaged, "the cell gave wrong bytes, or another state than before"),
      (.unfit, "the cell can't be measured here, or results can't be written"),
      (.interrupted, "interrupted"),
    ]
  ) { arguments, console in
    let (path, cell) = (arguments.operands[0], arguments.operands[1])
    let results = try ResultFolder.read(path)
    let row = try row(of: cell, in: results)
    let limits = try arguments.readLimits()
    let catalogue = Catalogue.ofThisBuild(limits: limits)
    let file = try scenario(row.keys, results, catalogue)
    var request = RunRequest(scenarios: [row.keys.scenario], mode: .measure)
    request.limits = limits
    request.workerWords = RunRequest.workerWords(arguments)
    request.options.launches = launches(of: row.keys, results)
    request.format = try arguments.format()
    request.output = arguments.text("out")
    request.waits = arguments.has("wait")
    request.options.input = arguments.text("input")
    request.preferredCPUs = row.keys.cpuList.split { !$0.isASCII || !$0.isNumber }
      .compactMap { Int($0) }
    request.options.matrix.seed = row.keys.seed ?? 1
    request.options.matrix.axes = axes(of: row.keys, file, catalogue)
    request.options.matrix.filters = ["workload=\(row.keys.workload)"]
    try checkTrace(row.keys, file, request)
    if let note = otherTrace(row.keys, request) { console.note(note) }
    try Catalogue.checkForcedBackend()
    let run = try PreparedRun(request, [file], catalogue)
    let session = RunSession(run, console)
    let ending = try session.start()
    guard ending == .well, !row.digest.isEmpty else { return ending }
    guard session.digests == [row.digest] else {
      let now = session.digests.joined(separator: ", ")
      throw Failure(.damaged, "\(cell) left state \(now), and \(row.digest) in the earlier run")
    }
    console.note("\(cell) left the same state as in the earlier run, \(row.digest)")
    return ending
  }

  /// The number of launches behind the cell's time; nil where it has none.
  private static func launches(of keys: CellKeys, _ results: StoredResults) -> Int? {
    results.rows.summary.first {
      $0.metric == "time" && $0.keys.cellID == keys.cellID && $0.keys.scenario == keys.scenario
    }?.launchCount.flatMap { Scenario.allowedLaunches.contains($0) ? $0 : nil }
  }

  private static func row(of cell: String, in results: StoredResults) throws -> SummaryRow {
    let rows = results.rows.summary.filter { $0.keys.variant == CellKeys.cellVariant }
    if let row = rows.first(where: { $0.keys.cellID == cell && $0.keys.workload != "" }) {
      return rows.first { $0.keys.cellID == cell && !$0.digest.isEmpty } ?? row
    }
    var ids: [String] = []
    for id in rows.map(\.keys.cellID) where !ids.contains(id) { ids.append(id) }
    let near = NearMatches.of(cell, among: ids)
    let some = near.isEmpty ? Array(ids.prefix(8)) : near
    throw Failure(
      .usage,
      "no cell \(cell) in \(results.path); there are \(ids.count): "
        + some.joined(separator: ", ") + (some.count < ids.count ? ", …" : ""))
  }

  /// The scenario from the manifest; traces are sought in the folder of a scenario of the same
  /// name.
  private static func scenario(
    _ keys: CellKeys, _ results: StoredResults, _ catalogue: Catalogue
  ) throws -> ScenarioFile {
    guard let scenarios = results.manifest["scenarios"]?.elements,
      let text = scenarios.first(where: { $0["name"]?.text == keys.scenario })?["text"]?.text
    else { throw Failure(.usage, "\(results.path): its manifest has no scenario \(keys.scenario)") }
    let path = (try? ScenarioLibrary.standard.path(of: keys.scenario)) ?? keys.scenario
    return try ScenarioFile(path: path, bytes: Array(text.utf8), catalogue)
  }

  /// The row's values as choices on the command line.
  private static func axes(
    of keys: CellKeys, _ file: ScenarioFile, _ catalogue: Catalogue
  ) -> [String] {
    let known = catalogue.workload(keys.workload)?.axes ?? []
    return Axis.allCases.compactMap { axis -> String? in
      guard known.contains(axis), let value = keys.value(of: axis) else { return nil }
      // An axis that the file doesn't state is in the id where the command line gave it a value.
      let isChosen =
        axis.value(value, catalogue)?.isNamed(in: keys.cellID, as: axis) ?? false
      guard isChosen || file.scenario.axes[axis] != nil else { return nil }
      return "\(axis.rawValue)=\(value)"
    }
  }

  /// A sentence where `--input` names another trace than the earlier run read; nil otherwise.
  private static func otherTrace(_ keys: CellKeys, _ request: RunRequest) -> String? {
    guard let input = request.options.input, !keys.trace.isEmpty else { return nil }
    let names = [keys.trace, input].map { $0.split(separator: "/").last ?? "" }
    guard names[0] != names[1] else { return nil }
    return "the earlier run read the trace \(names[0]), and \(input) is another: "
      + "the state that it leaves is compared all the same"
  }

  private static func checkTrace(
    _ keys: CellKeys, _ file: ScenarioFile, _ request: RunRequest
  ) throws {
    guard !keys.trace.isEmpty, request.options.input == nil, keys.trace != file.scenario.trace?.path
    else { return }
    throw Failure(.usage, "the run read the trace \(keys.trace): give it with --input")
  }
}
