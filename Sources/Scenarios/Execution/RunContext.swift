internal import Counters
internal import Machine
internal import Measure

/// The shared state of the groups of one run: plan, scratch folder, clock, listeners.
final class RunContext {
  /// The effect of a problem on the exit code.
  enum Trouble { case input, environment, none }

  let plan: Plan
  let options: RunOptions
  let exactCounters: [ExactCounter]
  let isInterrupted: () -> Bool
  private(set) var problems: [String] = []
  private(set) var hasInvalidInput = false
  private(set) var hasUnfitEnvironment = false
  /// The ends of the rounds, for a run until intervals are narrow.
  private(set) var roundsEndings: [RoundsEnding] = []
  /// Nanoseconds that reading counters at both edges of a batch takes, by source of counts.
  private(set) var counterReadCosts: [CounterSource: Double] = [:]

  private let scratch: Scratch
  private let progress: (Progress) -> Void
  private let start = Clock.now()
  private var folderCount = 0
  private var doneCells: Set<String> = []
  private var doneSeconds = 0.0
  private var earlierSeconds = 0.0
  private var groupSeconds = 0.0
  private var lastTold: UInt64 = 0

  /// The nanoseconds between reports, at most five a second, so that reports don't disturb batches.
  private static let interval: UInt64 = 200_000_000

  init(
    _ plan: Plan, _ options: RunOptions, _ exactCounters: [ExactCounter],
    progress: @escaping (Progress) -> Void, isInterrupted: @escaping () -> Bool
  ) throws(WorkError) {
    self.plan = plan
    self.options = options
    self.exactCounters = exactCounters
    self.progress = progress
    self.isInterrupted = isInterrupted
    scratch = try Scratch(in: options.scratchParent)
  }

  /// The memory that one part of a group may take: a quarter of the limit.
  var partMemoryLimit: Int? { options.memoryLimitByteCount.map { $0 / 4 } }

  /// Makes one fresh folder for each worker of a cell.
  func scratchFolders(_ count: Int) throws(WorkError) -> [String] {
    folderCount += 1
    var folders: [String] = []
    for worker in 0..<count { folders.append(try scratch.folder("\(folderCount)-\(worker)")) }
    return folders
  }

  /// Has a process measure a group, and keeps what it said of the run.
  func launched(
    _ group: String, _ number: Int, _ launch: RunOptions.Launch
  ) throws(WorkError) -> WorkerMeasurement {
    let folders = try scratchFolders(1)
    defer { Scratch.remove(folders[0]) }
    let measured = try launch(group, number, folders[0], groupSeconds / Double(plan.launches))
    for problem in measured.problems { note(problem, .none) }
    keep(measured.counterReadCosts)
    hasInvalidInput = hasInvalidInput || measured.hasInvalidInput
    hasUnfitEnvironment = hasUnfitEnvironment || measured.hasUnfitEnvironment
    return measured
  }

  /// The means to empty each worker's caches; none for warm caches.
  func chills(for team: WorkerTeam) throws(WorkError) -> [CacheChill] {
    guard plan.file.scenario.cache == .cold else { return [] }
    var request = CacheChill.Request()
    request.lastLevelByteCount = plan.topology.lastLevelCacheByteCount
    request.limitByteCount = partMemoryLimit.map { $0 / team.count }
    let make = options.chill
    return try team.map { _ throws(WorkError) in try make(request) }
  }

  /// Keeps the first measured cost of reading counters from each source.
  func keep(_ costs: [CounterSource: Double]) {
    counterReadCosts.merge(costs) { first, _ in first }
  }

  /// Keeps a problem, once for each text.
  func note(_ problem: String, _ trouble: Trouble) {
    if !problems.contains(problem) { problems.append(problem) }
    if trouble == .input { hasInvalidInput = true }
    if trouble == .environment { hasUnfitEnvironment = true }
  }

  /// Keeps an error of work; a cell that this machine can't run is no problem.
  func note(_ error: WorkError) {
    switch error {
    case .unavailable: break
    case .invalidInput: note(error.description, .input)
    case .environment: note(error.description, .environment)
    }
  }
}

// Progress: cells done, and the time left, estimated from the plan and corrected by the time used.
extension RunContext {
  /// Seconds since the run began.
  var elapsedSeconds: Double { Double(Clock.elapsed(since: start)) / 1e9 }

  /// The time used over the estimate of what is done; 1 before anything is done.
  private var correction: Double { doneSeconds > 0 ? elapsedSeconds / doneSeconds : 1 }

  /// Whether a group's corrected estimate fits the rest of the budget.
  func fits(_ seconds: Double) -> Bool {
    guard let budget = plan.budgetSeconds else { return true }
    return elapsedSeconds + seconds * correction <= budget
  }

  /// Counts a group that an earlier part of the run has carried out.
  func passOver(_ group: SiblingGroup, _ seconds: Double) {
    doneCells.formUnion(group.cells.map(\.id))
    earlierSeconds += seconds
  }

  /// The moment at which the rounds of a part must end, where they run until intervals are narrow
  /// within a budget: the rest of the budget, shared by the estimates of what is left.
  ///
  /// `share` is the part's share of the cells that its group still has to time.
  func deadline(share: Double) -> UInt64? {
    guard plan.untilWidth != nil, let budget = plan.budgetSeconds else { return nil }
    let rest = max(0, budget - elapsedSeconds)
    let left = max(plan.estimatedSeconds - doneSeconds, groupSeconds, 1e-9)
    return Clock.now() + UInt64(min(rest * groupSeconds / left * share, 1e9) * 1e9)
  }

  /// Keeps the end of a part's rounds.
  func keep(_ ending: RoundsEnding) { roundsEndings.append(ending) }

  func begin(group seconds: Double) { groupSeconds = seconds }

  func endGroup() {
    doneSeconds += groupSeconds
    groupSeconds = 0
  }

  func finished(_ cell: String) { doneCells.insert(cell) }

  func tell(_ current: String) { tell(current, share: 0) }

  func tell(launch number: Int, of count: Int, _ group: String) {
    tell(
      "launch \(number + 1) of \(count) of \(group)", share: Double(number) / Double(count))
  }

  func inGroup(done: Int, total: Int) {
    guard Clock.elapsed(since: lastTold) >= Self.interval else { return }
    lastTold = Clock.now()
    tell("round \(done) of \(total)", share: Double(done) / Double(total))
  }

  private func tell(_ current: String, share: Double) {
    let done = doneSeconds + groupSeconds * share
    let left = plan.estimatedSeconds - earlierSeconds - done
    progress(
      Progress(
        doneCells: doneCells.count, totalCells: plan.matrix.cells.count, current: current,
        remainingSeconds: done > 0 ? max(0, left * elapsedSeconds / done) : nil))
  }
}
