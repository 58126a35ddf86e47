internal import Machine
internal import Measure
internal import Support

/// A cell's work, prepared on every worker, and the outcome of its proofs.
///
/// The work belongs to the workers: only worker i touches element i.
final class PreparedCell {
  /// The cell under way whose work this is.
  let run: CellRun
  let works: [any Work]
  /// The facts of the work of all workers together.
  let facts: WorkFacts
  /// The state after one iteration, of all workers together.
  private(set) var digest: Digest?
  /// The engine's counts during that iteration, of all workers together.
  private(set) var counts: [ExactFact] = []

  /// The cell itself.
  var cell: Cell { run.cell }

  let team: WorkerTeam
  private let folders: [String]

  /// Prepares the work of a cell, each worker's share on the worker itself; as many workers as
  /// `crowd` divide a working set.
  init(
    _ run: CellRun, _ workload: Workload, _ team: WorkerTeam, trace: String?, folders: [String],
    crowd: Int
  ) throws(WorkError) {
    self.run = run
    self.team = team
    self.folders = folders
    var request = run.cell.request
    request.workingSetByteCount = (request.workingSetByteCount + crowd - 1) / crowd
    request.trace = workload.needsTrace ? trace : nil
    do throws(WorkError) {
      works = try team.map { worker throws(WorkError) in
        var share = request
        share.worker = worker
        share.scratch = folders[worker]
        return try workload.prepare(share)
      }
    } catch {
      folders.forEach(Scratch.remove)
      throw error
    }
    facts = Self.together(works.map(\.facts))
  }

  deinit { folders.forEach(Scratch.remove) }

  /// Runs one counted iteration and compares the state with the reference model's; answers whether
  /// they are equal.
  func proveOnce(_ counters: [ExactCounter] = []) throws(WorkError) -> Bool {
    try runOnce(counters)
    let proof = try compared()
    digest = proof.digest
    return proof.isEqual
  }

  /// Runs one counted iteration.
  func runOnce(_ counters: [ExactCounter] = []) throws(WorkError) {
    let works = works
    let stretches = try team.map { worker throws(WorkError) in
      try works[worker].ready(iterations: 1)
      return CountedStretch(counters, worker: worker) { works[worker].run(iterations: 1) }
    }
    counts = CountedStretch.facts(of: stretches, counters)
  }

  /// The digest of the state that the last run left, of all workers together.
  func stateDigest() throws(WorkError) -> Digest {
    let works = works
    return Self.together(try team.map { worker throws(WorkError) in try works[worker].digest() })
  }

  /// Compares the state that the last timed batch left with the reference model's.
  func proveAgain() throws(WorkError) -> Bool { try compared().isEqual }

  /// Audits the place of every worker and of its work's memory.
  func audit(_ topology: Topology) -> PlacementAudit {
    let works = works
    return team.audit(topology) { works[$0].residency() }
  }

  private func compared() throws(WorkError) -> (digest: Digest, isEqual: Bool) {
    let works = works
    let proofs = try team.map { worker throws(WorkError) in
      (found: try works[worker].digest(), expected: try works[worker].expected())
    }
    let isEqual = proofs.allSatisfy { $0.found == $0.expected }
    return (Self.together(proofs.map(\.found)), isEqual)
  }

  /// One worker's digest as it is, several workers' digests in one.
  private static func together(_ digests: [Digest]) -> Digest {
    guard digests.count > 1 else { return digests[0] }
    var builder = DigestBuilder()
    for digest in digests {
      builder.update(digest.high)
      builder.update(digest.low)
    }
    return builder.finish()
  }

  /// The sum of the workers' amounts; an exact fact stays where all workers state the same.
  private static func together(_ all: [WorkFacts]) -> WorkFacts {
    var facts = all[0]
    for other in all.dropFirst() {
      facts.bytesPerIteration += other.bytesPerIteration
      facts.operationsPerIteration += other.operationsPerIteration
      facts.latencyUnit?.countPerIteration += other.latencyUnit?.countPerIteration ?? 0
      facts.workingSetByteCount += other.workingSetByteCount
      facts.memoryByteCount += other.memoryByteCount
      facts.iterationLimit = [facts.iterationLimit, other.iterationLimit].compactMap { $0 }.min()
      facts.exact = facts.exact.filter(other.exact.contains)
      if other.backendExecuted != facts.backendExecuted { facts.backendExecuted = "several" }
      if other.allocatorExecuted != facts.allocatorExecuted { facts.allocatorExecuted = "several" }
    }
    return facts
  }
}
