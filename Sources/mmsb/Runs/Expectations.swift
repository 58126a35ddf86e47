internal import Support
internal import Measure
internal import Scenarios

/// The request of `--expect`: to compare a verification's exact counts with a file, or to renew it.
struct Expectations {
  private let path: String
  /// Whether the file is written instead of read.
  let isRenewing: Bool
  private let stored: ExpectedCounts

  /// Reads the options and the file, before anything runs; nil without the option.
  init?(_ arguments: Arguments, _ request: RunRequest) throws {
    isRenewing = arguments.has("expect-write")
    guard let path = arguments.text("expect") else {
      guard !isRenewing else {
        throw Failure(.usage, "--expect-write renews the file that --expect FILE names: name it")
      }
      return nil
    }
    try Self.check(arguments, request)
    self.path = path
    let isNew = (try? NewFile.check(path)) != nil
    stored = isRenewing && isNew ? ExpectedCounts() : try ExpectedCounts.read(path)
  }

  /// Refuses options that replace the trace, plant a fault or run nothing: the counts need a full
  /// run.
  private static func check(_ arguments: Arguments, _ request: RunRequest) throws(Failure) {
    let reasons = [
      ("input", "the file speaks of the scenario's own trace"),
      ("inject", "a cell with a fault in it has no counts"), ("plan", "nothing runs"),
    ]
    for (option, reason) in reasons where arguments.has(option) {
      throw Failure(.usage, "--expect doesn't go with --\(option): \(reason)")
    }
  }

  /// Judges the counts of a session, or stores them; answers the exit code.
  func settle(_ session: RunSession, _ catalogue: Catalogue, _ console: Console) throws
    -> ExitCode
  {
    let found = try session.carriedOut.map { plan, rows in
      try CountedScenario(plan, rows, catalogue)
    }
    return isRenewing ? try renew(found, console) : judge(found, console)
  }
}

extension Expectations {
  private func judge(_ found: [CountedScenario], _ console: Console) -> ExitCode {
    let all = found.map { scenario in
      CountComparison(scenario, stored.rows.filter { $0.keys.scenario == scenario.name })
    }
    for (scenario, comparison) in zip(found, all) { tell(scenario, comparison, console) }
    let compared = all.reduce(0) { $0 + $1.countCount }
    let moved = all.reduce(0) { $0 + $1.moved.count }
    let isWrong = all.contains { !$0.moved.isEmpty || !$0.unexpected.isEmpty || !$0.gone.isEmpty }
    if isWrong {
      console.complain(
        "\(moved) of \(compared) exact counts moved; if what changed is meant, renew the file with "
          + "--expect \(path) --expect-write")
      return .damaged
    }
    guard compared > 0 else {
      console.complain("no exact count was compared with \(path)" + Self.passedOver(all))
      return .unfit
    }
    let cells = all.reduce(0) { $0 + $1.cellCount }
    console.note(
      "\(compared) exact counts of \(cells) cells are as \(path) says" + Self.passedOver(all))
    return .well
  }

  private func tell(
    _ scenario: CountedScenario, _ comparison: CountComparison, _ console: Console
  ) {
    for line in comparison.moved { console.complain(line) }
    for id in comparison.unexpected {
      console.complain("\(scenario.name): \(id): \(path) expects nothing of it")
    }
    for id in comparison.gone {
      console.complain("\(scenario.name): \(id) is expected, and the scenario has no such cell")
    }
    if comparison.isEdited {
      console.note("\(scenario.name) has been edited since its counts were written to \(path)")
    }
  }

  /// The numbers of cells that were not compared, with the reasons.
  private static func passedOver(_ all: [CountComparison]) -> String {
    let groups = [
      (all.reduce(0) { $0 + $1.unavailableCount }, "can't run here"),
      (all.reduce(0) { $0 + $1.otherWorkCount }, "have another seed or another size here"),
      (all.reduce(0) { $0 + $1.foreignCount }, "need not be in the file"),
      (all.reduce(0) { $0 + $1.leftOutCount }, "were not asked for"),
    ]
    let parts = groups.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? "" : "; of other cells, " + parts.joined(separator: ", ")
  }
}

extension Expectations {
  /// Replaces the expected counts of the verified cells; all others stay, except those of cells
  /// that their scenario lacks.
  private func renew(_ found: [CountedScenario], _ console: Console) throws -> ExitCode {
    let scenarios = Dictionary(found.map { ($0.name, $0) }) { first, _ in first }
    let fresh = scenarios.values.flatMap { scenario in
      scenario.counts.filter { scenario.own[$0.key] != nil }.values.flatMap(\.self)
    }
    guard !fresh.isEmpty else {
      console.complain("no exact count to write to \(path)")
      return .unfit
    }
    let kept = stored.rows.filter { row in
      guard let scenario = scenarios[row.keys.scenario] else { return true }
      let id = row.keys.cellID
      let stays = scenario.own[id] != nil || scenario.dependsOnMachine
      return stays && scenario.counts[id] == nil
    }
    let renewed = ExpectedCounts(kept + fresh)
    guard renewed != stored else {
      console.note("\(path): nothing to change, \(stored.rows.count) counts")
      return .well
    }
    try NewFile.write(renewed.text, to: path, isReplacing: true)
    console.note("\(path): \(Self.changes(stored, renewed)); \(renewed.rows.count) counts")
    return .well
  }

  private static func changes(_ old: ExpectedCounts, _ new: ExpectedCounts) -> String {
    let (before, after) = (values(old), values(new))
    let moved = after.count { before[$0.key].map { [value = $0.value] in $0 != value } ?? false }
    let added = after.keys.count { before[$0] == nil }
    let removed = before.keys.count { after[$0] == nil }
    return "\(moved) changed, \(added) new, \(removed) gone"
  }

  private static func values(_ counts: ExpectedCounts) -> [[String]: Int] {
    Dictionary(
      uniqueKeysWithValues: counts.rows.map {
        ([$0.keys.scenario, $0.keys.cellID, $0.metric], $0.value)
      })
  }
}
