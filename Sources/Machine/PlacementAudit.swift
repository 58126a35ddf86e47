internal import Support

/// A check that workers ran on the planned CPUs and that their memory was on the planned nodes.
///
/// The check runs after a cell, on the workers themselves. A violated placement voids the cell.
package struct PlacementAudit: Equatable, Sendable {
  /// The findings of one worker.
  package struct Finding: Equatable, Sendable {
    /// The plan.
    package var place: Place
    /// The expected CPUs: the pinned one, or those of the process; empty where they are unknown.
    package var expectedCPUs: [Int]
    /// The worker's CPU at the check; nil where the kernel doesn't say.
    package var lastCPU: Int?
    /// The CPUs that the worker may run on at the check; empty where the kernel doesn't say.
    package var allowedCPUs: [Int]
    /// The nodes of the cell's memory; nil where the plan leaves them open, or they are unknown.
    package var residency: PageResidency?

    /// Makes a finding.
    package init(
      place: Place, expectedCPUs: [Int] = [], lastCPU: Int?, allowedCPUs: [Int],
      residency: PageResidency?
    ) {
      self.place = place
      self.expectedCPUs = place.cpu.map { [$0] } ?? expectedCPUs
      self.lastCPU = lastCPU
      self.allowedCPUs = allowedCPUs
      self.residency = residency
    }
  }

  /// The verdicts on memory.
  package enum Memory: String, Sendable {
    /// Every sampled page was on a requested node, or the plan requested none.
    case kept
    /// The machine has one node, so memory can't be elsewhere.
    case singleNode = "single_node"
    /// Some page was elsewhere.
    case violated
    /// The kernel doesn't report the nodes.
    case unknown
  }

  /// One finding per worker, in worker order.
  package let findings: [Finding]
  /// The verdict on memory.
  package let memory: Memory

  /// Judges findings.
  package init(_ findings: [Finding], singleNode: Bool) {
    self.findings = findings
    let asked = findings.filter { $0.place.memory != .firstTouch }
    if singleNode {
      memory = .singleNode
    } else if asked.contains(where: { $0.wrongMemory != nil }) {
      memory = .violated
    } else {
      memory = asked.allSatisfy { $0.residency != nil } ? .kept : .unknown
    }
  }

  /// The share of the sampled pages that are on a requested node; nil where the plan requests none,
  /// or the nodes are unknown.
  package var keptShare: Double? {
    let pages = findings.filter { $0.place.memory != .firstTouch }.compactMap(\.pages)
    let total = pages.reduce(0) { $0 + $1.all }
    guard memory == .kept || memory == .violated, total > 0 else { return nil }
    return Double(pages.reduce(0) { $0 + $1.kept }) / Double(total)
  }

  /// One sentence for each violation; empty where the placement held.
  package var violations: [String] {
    findings.enumerated().flatMap { worker, finding in
      [finding.wrongCPU, memory == .violated ? finding.wrongMemory : nil].compactMap { $0 }
        .map { "worker \(worker) \($0)" }
    }
  }
}

extension PlacementAudit.Finding {
  fileprivate var wrongCPU: String? {
    if let cpu = place.cpu, let lastCPU, lastCPU != cpu {
      return "was placed on CPU \(cpu) and ran on CPU \(lastCPU)"
    }
    guard !allowedCPUs.isEmpty, !expectedCPUs.isEmpty, allowedCPUs != expectedCPUs else {
      return nil
    }
    let plan = place.cpu.map { "pinned to CPU \($0)" } ?? "left unpinned on \(listed(expectedCPUs))"
    return "was \(plan) and may now run on \(listed(allowedCPUs))"
  }

  /// Sampled pages that memory backs: those on the requested nodes, and all.
  fileprivate var pages: (kept: Int, all: Int)? {
    guard let found = residency?.pagesByNode else { return nil }
    let kept = found.filter { place.memory.nodes.contains($0.key) }
    return (kept.values.reduce(0, +), found.values.reduce(0, +))
  }

  fileprivate var wrongMemory: String? {
    let asked = place.memory.nodes
    guard !asked.isEmpty, let residency else { return nil }
    let found = residency.pagesByNode.filter { $0.value > 0 }.keys.sorted()
    let isPartial = residency.byteCount >= Self.interleavedByteCount && found.count < asked.count
    guard isPartial || !found.allSatisfy(asked.contains) else { return nil }
    return "asked for memory on node \(listed(asked)) and got it on \(listed(found))"
  }

  /// From this size on, 32 huge pages, interleaved memory must be seen on each of its nodes.
  private static var interleavedByteCount: Int { 32 * MappedRegion.hugePageByteCount }
}

extension WorkerTeam {
  /// Checks the CPU of each worker and, where the plan names nodes, the nodes of its memory.
  ///
  /// `residency` answers for the cell's own memory on that worker; where it answers nil, 16 new
  /// pages stand in for that memory.
  package func audit(
    _ topology: Topology, residency: (_ worker: Int) -> PageResidency? = { _ in nil }
  ) -> PlacementAudit {
    let places = places
    let processCPUs = topology.cpus.map(\.id)
    let findings = map { worker in
      let place = places[worker]
      let lies = place.memory == .firstTouch ? nil : residency(worker) ?? .ofFreshPages()
      return PlacementAudit.Finding(
        place: place, expectedCPUs: processCPUs, lastCPU: Affinity.currentCPU(),
        allowedCPUs: Affinity.ofThread() ?? [], residency: lies)
    }
    return PlacementAudit(findings, singleNode: topology.hasSingleNode)
  }
}
