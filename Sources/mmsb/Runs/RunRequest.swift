internal import Counters
internal import Measure
internal import Proof
internal import Scenarios
internal import StateBus

/// The request of a call of `run` or `verify`.
struct RunRequest {
  /// Whether cells are timed.
  var mode: RunOptions.Mode
  /// Scenario names or paths.
  var scenarios: [String]
  /// The changes of the options to each plan.
  var options = PlanOptions()
  /// Whether only the plan is shown, and nothing runs.
  var isPlanOnly = false
  /// The format of the table.
  var format = ResultFormat.table
  /// The folder for results; with several scenarios, one folder each inside it.
  var output: String?
  /// The part to corrupt, to check that the fault is caught.
  var fault: PlantedFault?
  /// The limits of a trace's memory.
  var limits = ReadLimits()
  /// The words that give a worker process the fault and the limits of the call.
  var workerWords: [String] = []
  /// The number of proofs of every cell from nothing, to check that its exact counts stay the same.
  var repeats = 1
  /// Whether the run waits for another mmsb that measures.
  var waits = false
  /// The CPUs to take first where the placement leaves the choice free: those of an earlier run.
  var preferredCPUs: [Int] = []

  /// Reads the options that runs share.
  init(_ arguments: Arguments, mode: RunOptions.Mode) throws {
    self.mode = mode
    scenarios = arguments.operands
    options.matrix.axes = arguments.all("axis")
    options.matrix.filters = arguments.all("filter")
    options.matrix.isQuick = arguments.has("quick")
    options.matrix.seed = try arguments.integer("seed", 0...UInt64.max) ?? 1
    options.input = arguments.text("input")
    if mode == .measure {
      options.budgetSeconds = try arguments.seconds("budget")
      options.rounds = try arguments.integer("rounds", Scenario.allowedRounds)
      options.launches = try arguments.integer("launches", Scenario.allowedLaunches)
      options.untilWidth = try arguments.share("until")
      options.counters = try arguments.text("counters").map(Self.counters)
      waits = arguments.has("wait")
    }
    options.isTimed = mode == .measure
    limits = try arguments.readLimits()
    workerWords = Self.workerWords(arguments)
    isPlanOnly = arguments.has("plan")
    format = try arguments.format()
    if isPlanOnly, format.isOneDocument {
      throw UsageError.badValue(
        option: "--format", found: format.name, allowed: "no format with --plan, which is text")
    }
    output = arguments.text("out")
    fault = try arguments.text("inject").map(Self.fault)
  }

  static func workerWords(_ arguments: Arguments) -> [String] {
    let names = ["inject"] + Option.limits.map(\.name)
    let known = arguments.command.options.map(\.name).filter(names.contains)
    return known.flatMap { name in arguments.text(name).map { ["--" + name, $0] } ?? [] }
  }

  /// Makes a request for these scenarios as they are.
  init(scenarios: [String], mode: RunOptions.Mode) {
    self.mode = mode
    self.scenarios = scenarios
  }

  /// The counters that `--counters` names.
  static func counters(_ list: String) throws -> [String] {
    let exact = Catalogue.ofThisBuild().exactCounters
    let words = CounterSelection.words(list)
    do throws(CounterSelectionError) {
      _ = try CounterSelection(words, exact: exact)
      return words
    } catch {
      throw UsageError.badValue(
        option: "--counters", found: error.found ?? list,
        allowed: error.near ?? CounterSelection.allowed(exact))
    }
  }

  /// The part that `--inject` names.
  static func fault(_ text: String) throws -> PlantedFault {
    let prefix = "corrupt="
    guard text.hasPrefix(prefix),
      let part = PlantedFault.Part(String(text.dropFirst(prefix.count)))
    else {
      throw UsageError.badValue(
        option: "--inject", found: text, allowed: "corrupt=backend:NAME or corrupt=log")
    }
    if case .backend(let name) = part { _ = try Backend.named(name) }
    return PlantedFault(part)
  }
}

extension CounterSelectionError {
  /// The unknown word.
  fileprivate var found: String? {
    if case .unknown(let word, _) = self { word } else { nil }
  }

  /// The words that the user probably meant.
  fileprivate var near: String? {
    guard case .unknown(let word, let known) = self else { return nil }
    let near = NearMatches.of(word, among: known)
    return near.isEmpty
      ? nil : near.joined(separator: " or ") + ", the nearest that mmsb list --kind counter names"
  }
}

extension Arguments {
  /// The format that `--format` names.
  func format() throws(UsageError) -> ResultFormat {
    let names = ResultFormat.all.map(\.name)
    return try choice("format", names).flatMap(ResultFormat.named) ?? .table
  }
}

extension Option {
  static let format = Option(
    "format", value: "NAME",
    "how the table is shown: \(ResultFormat.all.map(\.name).joined(separator: ", "))")

  static let out = Option(
    "out", value: "DIR",
    "the folder for results; results/local/TIME-NAME unless said, and one folder for each of "
      + "several scenarios inside DIR")

  static let counters = Option(
    "counters", value: "LIST",
    "what to count beside the timing: \(CounterSelection.allowed(EngineCounters.all)); "
      + "the scenario's unless said")

  /// The options that choose a scenario's cells and their input.
  static let choices: [Option] = [
    Option(
      "filter", value: "TEXT", isRepeatable: true,
      "only cells that fit: AXIS=VALUE,VALUE or a part of the cell's id"),
    Option(
      "axis", value: "NAME=V1,V2", isRepeatable: true,
      "other values for an axis than the scenario's"),
    Option("input", value: "FILE", "another trace than the scenario's: your own"),
  ]

  static let seed = Option(
    "seed", value: "S", "where every random choice comes from; 1 unless said")

  /// The options that `run` and `verify` share.
  static let runs: [Option] =
    choices + [
      Option("plan", "show the cells and about how long they will take; run nothing"),
      Option("quick", "10 rounds and the two smallest working sets; for a look, not for keeping"),
      seed,
      Option("budget", value: "TIME", "skip what no longer fits into this time: 90s, 5m, 1h"),
      Option("rounds", value: "N", "rounds of timing; the scenario's unless said"),
      Option(
        "launches", value: "N",
        "time every group in N fresh processes; the scenario's unless said, 1 with --quick"),
      Option(
        "until", value: "WIDTH",
        "end a group's rounds when every interval is as narrow as 1%, half of it over its middle; "
          + "at most --rounds, \(Plan.untilRounds) unless said"),
      out, wait, format, counters,
      Option(
        "inject", value: "FAULT",
        "flip one bit in what a part wrote, to see it caught: corrupt=backend:NAME, corrupt=log"),
    ] + limits
}
