internal import Machine
package import Measure
internal import Oracle
internal import StateBus
internal import Support

extension Workloads {
  /// `batch`: one columnar batch of equal deltas onto many pages, again and again.
  ///
  /// Pages are as many as fill the working set; deltas are as many as make 4 MiB of ranges, at
  /// least 64 and at most 20,000, the number in MMSB's own benchmark. At density 1 a delta changes
  /// its whole range; below it carries a mask and only the changed bytes. Each worker has its own
  /// store.
  package static func batch(_ bench: Workbench) -> Workload {
    Workload(
      name: "batch", about: "a columnar batch of small deltas applied to many pages",
      axes: Axis.placing.union([
        .backend, .allocator, .pageBytes, .workingSet, .deltaBytes, .density, .pattern,
      ])
    ) { request throws(WorkError) in try BatchWork(request, bench) }
  }
}

/// A store, a batch for it, and the same batch for the reference model.
private final class BatchWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let store: PageStore
  private let backend: Backend
  private let deltas: GeneratedDeltas
  private let batch: DeltaBatch

  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    do throws(BackendError) { backend = try bench.backend(request.backend) } catch {
      throw WorkError(error)
    }
    let deltas = try GeneratedDeltas(request)
    self.deltas = deltas
    batch = deltas.batch
    store = try deltas.makeStore(request)
    references = deltas.isSparse ? [] : [try deltas.copiedRanges().reference]
    facts = deltas.facts(backend: backend.name, allocator: store.allocator.name)
  }

  func ready(iterations: Int) {}

  func run(iterations: Int) {
    for _ in 0..<iterations {
      do throws(BatchError) { try store.apply(batch, using: backend) } catch {
        preconditionFailure("a generated batch fits its pages: \(error)")
      }
    }
  }

  func residency() -> PageResidency? { store.residency() }

  func digest() -> Digest { store.digest(.data) }

  func expected() -> Digest {
    var model = ModelStore()
    for id in 0..<deltas.pageCount { model.create(UInt64(id), byteCount: deltas.pageByteCount) }
    for row in deltas.rows {
      model.apply(
        page: UInt64(row.page), epoch: 1, offset: row.offset, mask: row.mask,
        payload: row.payload, isSparse: deltas.isSparse)
    }
    return Digest(of: model.dataBytes)
  }
}
