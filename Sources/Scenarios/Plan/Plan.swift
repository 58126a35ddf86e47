package import Counters
package import Machine
internal import Measure
internal import Support

/// Everything that a run will do, decided before anything runs.
package struct Plan: Sendable {
  /// The scenario and its file.
  package let file: ScenarioFile
  /// The cells and their groups.
  package let matrix: Matrix
  /// Rounds of timing per group.
  package let rounds: Int
  /// Fresh processes that each time every group.
  package let launches: Int
  /// The counters that the counter launches read.
  package let counters: CounterSelection
  /// The trace file, where the work reads one.
  package let tracePath: String?
  /// The length of the trace file; 0 without one.
  let traceByteCount: Int
  /// The digest of the trace file's bytes; empty without one.
  package let traceDigest: String
  /// The trace's name in results: the one in the scenario, or the last part of `--input` and of an
  /// absolute path.
  package let traceName: String
  /// The source of every random choice.
  package let seed: UInt64
  /// The machine that the plan was made for.
  package private(set) var topology: Topology
  /// The time that the run may take; groups that don't fit the rest are skipped.
  package let budgetSeconds: Double?
  /// The width of intervals at which a group's rounds end early: half over middle; nil for none.
  package let untilWidth: Double?
  /// The estimate for each group, in the matrix's order; of the fewest rounds where they end early.
  package let groupSeconds: [Double]

  /// The estimated time of the run: computed from the amount of work, not measured.
  package var estimatedSeconds: Double { groupSeconds.reduce(0, +) }

  /// Whether each group fits the budget beside the groups before it, by the estimates.
  package var groupsThatFit: [Bool] {
    var used = 0.0
    return groupSeconds.map { seconds in
      guard used + seconds <= budgetSeconds ?? .infinity else { return false }
      used += seconds
      return true
    }
  }
}

/// The command line's choices about a run.
package struct PlanOptions: Sendable, Equatable {
  /// Choices about the matrix.
  package var matrix = MatrixOptions()
  /// `--input`: a trace instead of the scenario's.
  package var input: String?
  /// `--counters`, in its words: instead of the scenario's.
  package var counters: [String]?
  /// The memory that the process may take; nil where nothing is known to limit it.
  package var memoryByteCount: Int?
  /// `--budget`.
  package var budgetSeconds: Double?
  /// `--rounds`: instead of the scenario's.
  package var rounds: Int?
  /// `--launches`: instead of the scenario's.
  package var launches: Int?
  /// `--until`: the rounds end when every interval is that narrow.
  package var untilWidth: Double?
  /// Whether cells are timed, beside their proof.
  package var isTimed = true

  /// Makes options that keep the scenario as it is; set the changes.
  package init() {}
}

extension Plan {
  /// The same plan on the same machine whose CPUs are rated anew.
  package func placed(on topology: Topology) -> Plan {
    var plan = self
    plan.topology = topology
    return plan
  }

  /// The rounds of `--quick`.
  package static let quickRounds = 10
  /// The most rounds with `--until`, where `--rounds` states no other number.
  package static let untilRounds = 1_000

  /// Plans a run on a machine; refuses options that make no sense.
  package init(
    _ file: ScenarioFile, _ catalogue: Catalogue, _ topology: Topology,
    _ options: PlanOptions = PlanOptions()
  ) throws(ScenarioError) {
    let all = try MatrixBuilder(file, catalogue, topology, options.matrix).matrix()
    let trace = try Self.trace(file, options.input)
    let traceByteCount = trace?.byteCount ?? 0
    let matrix = all.within(
      options.memoryByteCount, catalogue, topology, traceByteCount: traceByteCount)
    let usual = options.matrix.isQuick ? Self.quickRounds : file.scenario.rounds
    let wanted = options.rounds ?? (options.untilWidth == nil ? usual : Self.untilRounds)
    let launches =
      options.launches ?? (options.matrix.isQuick ? 1 : file.scenario.launches)
    try Self.check(launches, options)
    let counters = try Self.counters(options.counters ?? file.scenario.counters, catalogue)
    let isCold = file.scenario.cache == .cold
    let evicted = isCold ? 2 * (topology.lastLevelCacheByteCount ?? 0) : 0
    let estimate = { (rounds: Int) in
      let model = CostModel(
        rounds: rounds, isTimed: options.isTimed, launches: launches,
        counterLaunches: counters.groups.count, takesLatencies: file.scenario.takesLatencies,
        traceByteCount: traceByteCount,
        evictedByteCount: evicted,
        relativeCost: { catalogue.workload($0)?.relativeCost ?? 1 })
      return matrix.groups.map(model.seconds)
    }
    let isFixed = options.rounds != nil || options.untilWidth != nil
    let rounds = Self.shortened(wanted, to: isFixed ? nil : options.budgetSeconds) {
      estimate($0).reduce(0, +)
    }
    let fewest = options.untilWidth == nil ? rounds : min(rounds, WantedWidth.firstRound)
    self.init(
      file: file, matrix: matrix, rounds: rounds, launches: launches, counters: counters,
      tracePath: trace?.path, traceByteCount: traceByteCount,
      traceDigest: try Self.digest(trace?.path),
      traceName: trace?.name ?? "", seed: options.matrix.seed,
      topology: topology, budgetSeconds: options.budgetSeconds, untilWidth: options.untilWidth,
      groupSeconds: estimate(fewest))
  }

  /// Refuses rounds that end by the width of an interval within one launch, which says nothing of
  /// the width over several.
  private static func check(_ launches: Int, _ options: PlanOptions) throws(ScenarioError) {
    guard let width = options.untilWidth, launches > 1 else { return }
    throw .option(
      name: "--until", found: "\(width)",
      allowed: "no width with \(launches) launches: --launches 1, or --rounds")
  }

  /// Reduces the rounds until the estimate fits, but only down to the standard.
  private static func shortened(
    _ wanted: Int, to budget: Double?, _ estimate: (Int) -> Double
  ) -> Int {
    var rounds = wanted
    guard let budget else { return rounds }
    while rounds > Scenario.standardRounds, estimate(rounds) > budget {
      rounds = max(Scenario.standardRounds, rounds * 3 / 4)
    }
    return rounds
  }

  private static func counters(
    _ words: [String], _ catalogue: Catalogue
  ) throws(ScenarioError) -> CounterSelection {
    do throws(CounterSelectionError) {
      return try CounterSelection(words, exact: catalogue.exactCounters)
    } catch {
      throw .option(
        name: "--counters", found: words.joined(separator: ","),
        allowed: CounterSelection.allowed(catalogue.exactCounters))
    }
  }

  private static func trace(
    _ file: ScenarioFile, _ input: String?
  ) throws(ScenarioError) -> (path: String, name: String, byteCount: Int)? {
    guard let stated = file.scenario.trace else {
      guard let input else { return nil }
      throw .option(
        name: "--input", found: input,
        allowed: "no trace: nothing in scenario \(file.scenario.name) reads one")
    }
    let path = input ?? file.path(of: stated)
    let place = input == nil ? stated.location : nil
    let found: Int?
    do throws(FileError) { found = try Self.byteCount(path) } catch {
      throw .missingTrace(place, path: path, reason: error.reason)
    }
    guard let byteCount = found else {
      throw .missingTrace(place, path: path, reason: "not a file")
    }
    let isAbsolute = input != nil || path == stated.path && path.hasPrefix("/")
    let name = isAbsolute ? path.split(separator: "/").last.map(String.init) : nil
    return (path, name ?? stated.path, byteCount)
  }

  /// The digest of a trace's bytes; empty without one.
  private static func digest(_ path: String?) throws(ScenarioError) -> String {
    guard let path else { return "" }
    do throws(FileError) { return try Digest(ofFile: path).description } catch {
      throw .missingTrace(nil, path: path, reason: error.reason)
    }
  }

  /// The length of a file that can be opened for reading; nil for a folder, a pipe or a device.
  private static func byteCount(_ path: String) throws(FileError) -> Int? {
    if let facts = try SystemDisk().facts(of: path), facts.kind != .regular { return nil }
    return try File(reading: path).byteCount()
  }
}
