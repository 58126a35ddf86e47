internal import Machine
package import Measure
internal import StateBus
internal import Support

extension Workloads {
  /// `batch`: one columnar batch of equal deltas onto many pages, again and again.
  ///
  /// As many pages fill the working set; as many deltas make 4 MiB of ranges, at least 64 and at
  /// most 20,000, the number in MMSB's own benchmark. At density 1 a delta changes its whole range;
  /// at a lower density the delta carries a mask and only the changed bytes. Each worker has its
  /// own engine.
  package static func batch(_ bench: Workbench) -> Workload {
    Workload(
      name: "batch", about: "a columnar batch of small deltas applied to many pages",
      axes: Axis.placing.union([
        .backend, .allocator, .pageBytes, .workingSet, .deltaBytes, .density, .pattern,
      ]), memory: MemoryNeed(64 << 20, perWorkingSetByte: 12)
    ) { request throws(WorkError) in try BatchWork(request, bench) }
  }
}

/// An engine in memory, a commit for it, and the same deltas for the reference model.
private final class BatchWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let bus: StateBus
  private let deltas: GeneratedDeltas
  private let commit: Commit
  private var applied = Applied()
  private var failure: StateBusError?

  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    let backend: Backend
    do throws(BackendError) { backend = try bench.backend(request.backend) } catch {
      throw WorkError(error)
    }
    let deltas = try GeneratedDeltas(request)
    self.deltas = deltas
    commit = deltas.commit
    bus = try deltas.makeBus(request, backend: backend)
    references = deltas.isSparse ? [] : [try deltas.copiedRanges().reference]
    var facts = deltas.facts(backend: backend.name, allocator: bus.pages.allocatorName)
    facts.latencyUnit = LatencyUnit("commit")
    self.facts = facts
  }

  func ready(iterations: Int) { failure = nil }

  func run(iterations: Int) { commit(iterations) {} }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    latencies.begin()
    commit(iterations) { latencies.end() }
  }

  @inline(__always)
  private func commit(_ iterations: Int, _ afterEach: () -> Void) {
    for _ in 0..<iterations {
      do throws(StateBusError) { try bus.commit(commit, into: &applied) } catch {
        failure = error
        return
      }
      afterEach()
    }
  }

  /// A batch fits its pages, so that only memory can be refused.
  func check() throws(WorkError) { if let failure { throw .environment("\(failure)") } }

  func residency() -> PageResidency? { bus.pages.residency() }

  func digest() -> Digest { bus.pages.digest(.data) }

  func expected() -> Digest { deltas.modelDigest }
}
