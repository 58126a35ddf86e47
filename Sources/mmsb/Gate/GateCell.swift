internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// One cell of a gate: everything that both builds have shown of it so far.
final class GateCell {
  let cell: Cell
  /// The change that matters, as a fraction of the base's time.
  let threshold: Double
  /// The exact counts that are judged; nil for all.
  let exactCounts: Set<String>?
  private let floorNanoseconds: Double?

  /// The iterations of every batch of every arm; 0 before the first launch.
  var iterations = 0
  /// The preparations of the first launch, proved against the reference model.
  var base = WorkerPreparation()
  var head = WorkerPreparation()
  /// The screening's launches, then those of the confirmation.
  var screening: [GateLaunch] = []
  var confirmation: [GateLaunch] = []
  /// What the kernel charged for each arm's batches.
  var baseCharges = GateCharges()
  var headCharges = GateCharges()
  /// What the machine counted in batches of a candidate, and why it didn't.
  var counts: [GateArm: WorkerCounts] = [:]
  var countingTrouble = ""
  /// The states after the first launch, by build.
  var states: [GateArm: String] = [:]
  /// The seconds that one launch of this cell takes.
  var launchSeconds = 0.0
  /// The verdict of a cell that has no time, with its reason and its exit code.
  private(set) var ending: (verdict: Verdict, reason: String, code: ExitCode)?

  init(_ cell: Cell, _ file: ScenarioFile, _ topology: Topology, threshold: Double?) {
    self.cell = cell
    let gate = file.scenario.gate
    self.threshold = threshold ?? gate.threshold ?? Self.standardThreshold(cell, topology)
    exactCounts = gate.exact.map { Set($0) }
    floorNanoseconds = gate.floorNanoseconds
  }

  /// Whether the cell takes part in further launches.
  var isOpen: Bool { ending == nil }

  /// Ends the cell without a time; the first reason stays.
  func end(_ verdict: Verdict, _ reason: String, _ code: ExitCode) {
    if ending == nil { ending = (verdict, reason, code) }
  }

  var rules: GateRules {
    GateRules(
      threshold: threshold, floorNanoseconds: floorNanoseconds ?? GateRules.standardFloor,
      clockStepNanoseconds: Double(base.clockStepNanoseconds),
      operationsPerIteration: max(1, base.operations))
  }

  /// The threshold of a scenario that states none: 3 % for one worker's kernels in the caches, 10 %
  /// for several workers or for data beyond the caches, 5 % for everything else.
  private static func standardThreshold(_ cell: Cell, _ topology: Topology) -> Double {
    let cached = topology.lastLevelCacheByteCount ?? 0
    if cell.request.workerCount > 1 || cell.request.workingSetByteCount > cached { return 0.1 }
    return cell.workload.hasPrefix("kernel.") ? 0.03 : 0.05
  }
}

/// A process of a launch: the base, the base once more, the head.
enum GateArm: CaseIterable {
  case base, again, head

  /// The build that the arm runs: the base runs twice.
  var build: GateArm { self == .head ? .head : .base }
}

/// The page faults and switches of batches, one element a batch.
struct GateCharges {
  var faults: [Double] = []
  var switches: [Double] = []

  mutating func add(_ batch: WorkerBatch) {
    faults.append(Double(batch.faults))
    switches.append(Double(batch.switches))
  }
}
