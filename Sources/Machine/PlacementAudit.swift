/// Whether workers really ran, and their memory really lay, where the plan put them.
///
/// Made after a cell, on the workers themselves. A violated placement voids the cell.
package struct PlacementAudit: Equatable, Sendable {
  /// What one worker found.
  package struct Finding: Equatable, Sendable {
    /// The plan.
    package var place: Place
    /// Where it runs now; nil where the kernel doesn't say.
    package var lastCPU: Int?
    /// The CPUs it may run on now: its place alone, unless somebody changed that.
    package var allowedCPUs: [Int]
    /// Where pages that it has just touched for the first time came to lie; nil where not asked.
    package var residency: PageResidency?

    /// States a finding.
    package init(place: Place, lastCPU: Int?, allowedCPUs: [Int], residency: PageResidency?) {
      self.place = place
      self.lastCPU = lastCPU
      self.allowedCPUs = allowedCPUs
      self.residency = residency
    }
  }

  /// What is known of the memory.
  package enum Memory: String, Sendable {
    /// Every page lay on the node that was asked for, or no node was.
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
    let asked = findings.filter { $0.place.node != nil }
    if singleNode {
      memory = .singleNode
    } else if asked.contains(where: \.hasStrayPages) {
      memory = .violated
    } else {
      memory = asked.allSatisfy { $0.residency != nil } ? .kept : .unknown
    }
  }

  /// One sentence for each broken promise; empty where the placement held.
  package var violations: [String] {
    findings.enumerated().flatMap { worker, finding in
      [finding.wrongCPU, memory == .violated ? finding.wrongNode : nil].compactMap { $0 }
        .map { "worker \(worker) \($0)" }
    }
  }
}

extension PlacementAudit.Finding {
  fileprivate var wrongCPU: String? {
    if let lastCPU, lastCPU != place.cpu {
      return "was placed on CPU \(place.cpu) and ran on CPU \(lastCPU)"
    }
    guard !allowedCPUs.isEmpty, allowedCPUs != [place.cpu] else { return nil }
    return "was pinned to CPU \(place.cpu) and may now run on \(listed(allowedCPUs))"
  }

  fileprivate var wrongNode: String? {
    guard hasStrayPages, let node = place.node, let residency else { return nil }
    let found = listed(residency.pagesByNode.keys.sorted())
    return "asked for memory on node \(node) and got it on \(found)"
  }

  fileprivate var hasStrayPages: Bool {
    guard let node = place.node, let residency else { return false }
    return residency.pagesByNode.contains { $0.key != node && $0.value > 0 }
  }
}

extension WorkerTeam {
  /// Asks each worker where it is, and where its memory comes from when the plan names a node.
  package func audit(_ topology: Topology) -> PlacementAudit {
    let places = places
    let findings = map { worker in
      PlacementAudit.Finding(
        place: places[worker], lastCPU: Affinity.currentCPU(),
        allowedCPUs: Affinity.ofThread() ?? [],
        residency: places[worker].node == nil ? nil : PageResidency.ofFreshPages())
    }
    return PlacementAudit(findings, singleNode: topology.hasSingleNode)
  }
}

extension PageResidency {
  /// Where the calling thread's memory comes from: touches a few new pages and asks.
  package static func ofFreshPages() -> PageResidency? {
    guard let region = try? MappedRegion(byteCount: 16 * MappedRegion.pageByteCount) else {
      return nil
    }
    for page in 0..<16 {
      let offset = page * MappedRegion.pageByteCount
      // Safe: inside the 16 pages just committed.
      unsafe region.baseAddress.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
    }
    return query(region)
  }
}
