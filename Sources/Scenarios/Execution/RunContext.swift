internal import Counters
internal import Machine
internal import Measure

/// The things that the groups of one run share: plan, scratch folder, clock, listeners.
final class RunContext {
  /// The kind of trouble that a problem means for the exit code.
  enum Trouble { case input, environment, none }

  let plan: Plan
  let options: RunOptions
  let exactCounters: [ExactCounter]
  let isInterrupted: () -> Bool
  private(set) var problems: [String] = []
  private(set) var hasInvalidInput = false
  private(set) var hasUnfitEnvironment = false
  /// Nanoseconds that reading counters at both edges of a batch takes, by who counts.
  private(set) var counterReadCosts: [CounterSource: Double] = [:]

  private let scratch: Scratch
  private let progress: (Progress) -> Void
  private let start = Clock.now()
  private var folderCount = 0
  private var doneCells: Set<String> = []
  private var doneSeconds = 0.0
  private var groupSeconds = 0.0
  private var lastTold: UInt64 = 0

  /// At most five reports a second, so that telling costs the measured nothing.
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

  /// One fresh folder for each worker of a cell.
  func scratchFolders(_ count: Int) throws(WorkError) -> [String] {
    folderCount += 1
    var folders: [String] = []
    for worker in 0..<count { folders.append(try scratch.folder("\(folderCount)-\(worker)")) }
    return folders
  }

  /// Remembers what reading counters costs, the first measurement of each.
  func keep(_ costs: [CounterSource: Double]) {
    counterReadCosts.merge(costs) { first, _ in first }
  }

  /// Remembers a problem once.
  func note(_ problem: String, _ trouble: Trouble) {
    if !problems.contains(problem) { problems.append(problem) }
    if trouble == .input { hasInvalidInput = true }
    if trouble == .environment { hasUnfitEnvironment = true }
  }
}

// Progress: cells done, and the time left, guessed from the plan and corrected by the time used.
extension RunContext {
  /// Seconds since the run began.
  var elapsedSeconds: Double { Double(Clock.now() - start) / 1e9 }

  /// The time used over the time guessed, once something is done.
  private var correction: Double { doneSeconds > 0 ? elapsedSeconds / doneSeconds : 1 }

  /// Whether a group's guess fits what the budget has left.
  func fits(_ seconds: Double) -> Bool {
    guard let budget = plan.budgetSeconds else { return true }
    return elapsedSeconds + seconds * correction <= budget
  }

  func begin(group seconds: Double) { groupSeconds = seconds }

  func endGroup() {
    doneSeconds += groupSeconds
    groupSeconds = 0
  }

  func finished(_ cell: String) { doneCells.insert(cell) }

  func tell(_ current: String) { tell(current, share: 0) }

  func inGroup(done: Int, total: Int) {
    let now = Clock.now()
    guard now - lastTold >= Self.interval else { return }
    lastTold = now
    tell("round \(done) of \(total)", share: Double(done) / Double(total))
  }

  private func tell(_ current: String, share: Double) {
    let done = doneSeconds + groupSeconds * share
    let left = plan.estimatedSeconds - done
    progress(
      Progress(
        doneCells: doneCells.count, totalCells: plan.matrix.cells.count, current: current,
        remainingSeconds: done > 0 ? max(0, left * elapsedSeconds / done) : nil))
  }
}
