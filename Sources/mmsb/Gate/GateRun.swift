internal import Measure
internal import Scenarios
internal import Support

/// Carries a gate out: launches of three resident processes, batch by batch in turn, looks at the
/// numbers at moments fixed before, and confirms candidates on fresh launches.
final class GateRun {
  let cells: [GateCell]

  private let builds: GateBuilds
  private let launchCount: Int
  private let seed: UInt64
  private let budgetSeconds: Double?
  private let scratch: String
  private let progress: (_ text: String, _ secondsLeft: Double?) -> Void
  private let start = Clock.now()
  private var launchNumber = 0
  /// The fingerprints by which the builds name themselves; empty before the first launch.
  private(set) var buildIDs: [GateArm: String] = [:]

  static let roundCount = 40

  init(
    _ cells: [GateCell], _ builds: GateBuilds, launchCount: Int, seed: UInt64,
    budgetSeconds: Double?, scratch: String,
    progress: @escaping (_ text: String, _ secondsLeft: Double?) -> Void
  ) {
    self.cells = cells
    self.builds = builds
    self.launchCount = launchCount
    self.seed = seed
    self.budgetSeconds = budgetSeconds
    self.scratch = scratch
    self.progress = progress
  }

  /// Screens all cells, looks once more at the undecided ones, and confirms the candidates. An
  /// interruption ends the run; the launches that are whole stay.
  func run() throws {
    try launch(open, count: 1, \.screening, "screening")
    keepWithinBudget()
    try launch(open, count: launchCount - 1, \.screening, "screening")
    let undecided = open.filter { screening($0)?.verdict == .inconclusive }
    if !undecided.isEmpty, fits(undecided, launches: GateScreening.addedLaunchCount) {
      try launch(undecided, count: GateScreening.addedLaunchCount, \.screening, "second look")
    }
    let candidates = open.filter {
      [.regression, .improvement].contains(screening($0)?.verdict ?? .equivalent)
    }
    try launch(candidates, count: GateConfirmation.launchCount, \.confirmation, "confirming")
    try count(candidates.filter { !$0.confirmation.isEmpty })
  }

  /// The judgement of a cell's launches so far; nil without any.
  func screening(_ cell: GateCell) -> GateScreening? {
    guard !cell.screening.isEmpty else { return nil }
    let look = cell.screening.count > launchCount ? 2 : 1
    return GateScreening(
      cell.screening, rules: cell.rules, look: look, looks: GateScreening.looks, seed: seed)
  }

  /// Whether any cell has a whole launch.
  var hasLaunches: Bool { cells.contains { !$0.screening.isEmpty } }

  private var open: [GateCell] { cells.filter(\.isOpen) }

  private var elapsedSeconds: Double { Double(Clock.elapsed(since: start)) / 1e9 }
}

// The budget.
extension GateRun {
  private func fits(_ cells: [GateCell], launches: Int) -> Bool {
    guard let budgetSeconds else { return true }
    let seconds = cells.reduce(0) { $0 + $1.launchSeconds } * Double(launches)
    return elapsedSeconds + seconds <= budgetSeconds
  }

  /// Leaves cells out, the last first, until the rest of the screening fits.
  private func keepWithinBudget() {
    while let last = open.last, !fits(open, launches: launchCount - 1) {
      last.end(.inconclusive, "left out: no time for it within the budget", .inconclusive)
    }
  }
}

// Counters.
extension GateRun {
  /// Counts batches of both builds of the candidates, after all timing, for the reasons under their
  /// verdicts. A failure leaves a cell without counts and its verdict as it is.
  private func count(_ candidates: [GateCell]) throws {
    for cell in candidates where cell.isOpen {
      progress("counting: \(cell.cell.id)", nil)
      do throws(Failure) {
        cell.counts = try counts(cell, try trio())
      } catch {
        guard error.kind != .interrupted else { throw error }
        cell.countingTrouble = error.message
      }
    }
  }

  private func trio() throws(Failure) -> GateTrio {
    do { return try GateTrio(builds, scratch: scratch) } catch { throw Failure(error) }
  }

  private func counts(
    _ cell: GateCell, _ trio: GateTrio
  ) throws(Failure) -> [GateArm: WorkerCounts] {
    var counts: [GateArm: WorkerCounts] = [:]
    for arm in [GateArm.base, .head] {
      _ = try trio.prepare(arm, cell.cell.id, proof: false)
      _ = try trio.ask(arm, .warm(iterations: cell.iterations), "warming \(cell.cell.id) up")
      guard let found = try trio.counts(arm, cell.cell.id, cell.iterations) else {
        cell.countingTrouble = "the \(arm.build) is too old to count"
        return [:]
      }
      counts[arm] = found
      cell.countingTrouble = found.reasonCode
    }
    return counts
  }
}

// Launches.
extension GateRun {
  private func launch(
    _ wanted: [GateCell], count: Int,
    _ list: ReferenceWritableKeyPath<GateCell, [GateLaunch]>, _ phase: String
  ) throws {
    guard !wanted.isEmpty else { return }
    let began = Clock.now()
    for number in 0..<count {
      launchNumber += 1
      var trio: GateTrio?
      for (index, cell) in wanted.enumerated() where cell.isOpen {
        let share = (Double(number) + Double(index) / Double(wanted.count)) / Double(count)
        let seconds = Double(Clock.elapsed(since: began)) / 1e9
        progress(
          "\(phase), launch \(number + 1) of \(count): \(cell.cell.id)",
          share > 0 ? seconds / share * (1 - share) : nil)
        if trio == nil { trio = try GateTrio(builds, scratch: scratch) }
        guard let processes = trio else { continue }
        buildIDs = processes.buildIDs
        do throws(Failure) {
          if let launch = try play(cell, processes) { cell[keyPath: list].append(launch) }
        } catch {
          guard error.kind != .interrupted else { throw error }
          // The processes may be gone or out of step, so that the next cell gets new ones.
          trio = nil
          cell.end(
            error.kind == .damaged ? .unverified : .notComparable, error.message,
            ExitCode(error.kind))
        }
      }
    }
  }

  /// Plays one cell's rounds in a launch; nil where the cell ended without a time.
  private func play(_ cell: GateCell, _ trio: GateTrio) throws(Failure) -> GateLaunch? {
    let began = Clock.now()
    let isFirst = cell.iterations == 0
    if isFirst, let reason = difference(cell, trio) {
      cell.end(.notComparable, reason, .usage)
      return nil
    }
    guard try prepare(cell, trio, isFirst) else { return nil }
    for arm in GateArm.allCases {
      _ = try trio.ask(arm, .warm(iterations: cell.iterations), "warming \(cell.cell.id) up")
    }
    let launch = try rounds(cell, trio)
    try checkStates(cell, trio, isFirst)
    cell.launchSeconds = Double(Clock.elapsed(since: began)) / 1e9
    return launch
  }

  /// The reason why the builds' cells are not the same work, nil where they are.
  private func difference(_ cell: GateCell, _ trio: GateTrio) -> String? {
    let id = cell.cell.id
    guard let base = trio.cells[.base]?[id] else { return "the base has no such cell" }
    guard let head = trio.cells[.head]?[id] else { return "the head has no such cell" }
    if base.hash != head.hash {
      return "the cell's work changed between the builds: its values, trace or seed differ"
    }
    for (name, facts) in [("base", base), ("head", head)] where !facts.obstacle.isEmpty {
      return "\(name): \(facts.obstacle) (\(facts.obstacleCode))"
    }
    return nil
  }

  /// Prepares all three arms; the first launch proves both builds and fixes the iterations.
  private func prepare(
    _ cell: GateCell, _ trio: GateTrio, _ isFirst: Bool
  ) throws(Failure) -> Bool {
    let id = cell.cell.id
    var preparations: [GateArm: WorkerPreparation] = [:]
    for arm in GateArm.allCases {
      let found = try trio.prepare(arm, id, proof: isFirst && arm != .again)
      preparations[arm] = found
      guard found.status == .ok else {
        let unproved: [RowStatus] = [.mismatch, .unverified]
        let isWrong = unproved.contains(found.status)
        let reason = found.problems.first ?? "\(found.status.rawValue) (\(found.reasonCode))"
        cell.end(
          isWrong ? .unverified : .notComparable, "\(arm.build): \(reason)",
          isWrong ? .damaged : .unfit)
        return false
      }
    }
    guard let base = preparations[.base], let head = preparations[.head] else { return false }
    guard base.cpus == head.cpus else {
      cell.end(.notComparable, "base and head were placed on different CPUs", .unfit)
      return false
    }
    guard isFirst else { return true }
    cell.base = base
    cell.head = head
    let reply = try trio.ask(.base, .calibrate, "calibrating \(id)")
    cell.iterations = try trio.understood(
      reply["iterations"]?.integer.flatMap { $0 > 0 ? $0 : nil }, .base, "calibrating \(id)")
    return true
  }

  private func rounds(_ cell: GateCell, _ trio: GateTrio) throws(Failure) -> GateLaunch {
    let number = UInt64(launchNumber) &* 0x9e37_79b9_7f4a_7c15
    var orders = RoundOrders(count: GateArm.allCases.count, seed: seed &+ number)
    var launch = GateLaunch(iterations: cell.iterations)
    for _ in 0..<Self.roundCount {
      for place in orders.next() {
        let arm = GateArm.allCases[place]
        let batch = try trio.batch(arm, cell.cell.id, cell.iterations)
        switch arm {
        case .base:
          launch.base.append(batch.nanoseconds)
          launch.baseCanary.append(batch.canaryNanoseconds)
          cell.baseCharges.add(batch)
        case .again:
          launch.again.append(batch.nanoseconds)
          launch.againCanary.append(batch.canaryNanoseconds)
        case .head:
          launch.head.append(batch.nanoseconds)
          launch.headCanary.append(batch.canaryNanoseconds)
          cell.headCharges.add(batch)
        }
      }
    }
    return launch
  }

  /// Proves the states after the first launch's last batches; in later launches each build must
  /// leave the state that it left first.
  private func checkStates(
    _ cell: GateCell, _ trio: GateTrio, _ isFirst: Bool
  ) throws(Failure) {
    for arm in GateArm.allCases {
      let state = try trio.state(arm, cell.cell.id, proof: isFirst && arm != .again)
      let build = arm.build
      if let known = cell.states[build], known != state {
        throw Failure(
          .damaged,
          "\(build): the state of \(cell.cell.id) differs between two "
            + "of its processes")
      }
      cell.states[build] = state
    }
  }
}
