internal import Support

/// Whether workers really ran, and their memory really lay, where the plan put them.
///
/// Made after a cell, on the workers themselves. A violated placement voids the cell.
package struct PlacementAudit: Equatable, Sendable {
  /// What one worker found.
  package struct Finding: Equatable, Sendable {
    /// The plan.
    package var place: Place
    /// The CPUs it should be allowed: its own, or those of the process; empty where nobody knows.
    package var expectedCPUs: [Int]
    /// Where it runs now; nil where the kernel doesn't say.
    package var lastCPU: Int?
    /// The CPUs it may run on now; empty where the kernel doesn't say.
    package var allowedCPUs: [Int]
    /// Where the cell's memory lies; nil where the plan leaves that open, or nobody can say.
    package var residency: PageResidency?

    /// States a finding.
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

  /// What is known of the memory.
  package enum Memory: String, Sendable {
    /// Every sampled page lay where it was asked for, or no node was.
    case kept
    /// One node: there is no other place for memory to be.
    case singleNode = "single_node"
    /// Some page lay elsewhere.
    case violated
    /// The kernel doesn't tell.
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

  /// The share of the sampled pages that lie where they were asked for; nil where nothing was
  /// asked, or nobody tells.
  package var keptShare: Double? {
    let pages = findings.filter { $0.place.memory != .firstTouch }.compactMap(\.pages)
    let total = pages.reduce(0) { $0 + $1.all }
    guard memory == .kept || memory == .violated, total > 0 else { return nil }
    return Double(pages.reduce(0) { $0 + $1.kept }) / Double(total)
  }

  /// One sentence for each broken promise; empty where the placement held.
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

  /// Sampled pages that memory backs: those on the nodes asked for, and all.
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

  /// From this size on, 32 huge pages, memory over several nodes must be seen on each of them.
  private static var interleavedByteCount: Int { 32 * MappedRegion.hugePageByteCount }
}

extension WorkerTeam {
  /// Asks each worker where it is, and, when the plan says where its memory should be, where it is.
  ///
  /// `residency` answers for the cell's own memory on that worker; where it can't, a few
  /// new pages stand in for it.
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
