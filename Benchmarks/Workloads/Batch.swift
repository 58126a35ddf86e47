package import Measure
internal import Machine
internal import Oracle
internal import StateBus

extension Workloads {
  /// `batch`: one columnar batch of equal deltas onto many pages, again and again.
  ///
  /// Pages are as many as fill the working set; deltas are as many as make 512 KiB of ranges, 64 to
  /// 4,096. At density 1 a delta changes its whole range; below it carries a mask and only the changed
  /// bytes. Each worker has its own store.
  package static func batch(_ bench: Workbench) -> Workload {
    Workload(
      name: "batch", about: "a columnar batch of small deltas applied to many pages",
      axes: [
        .backend, .allocator, .pageBytes, .workingSet, .deltaBytes, .density, .pattern, .threads,
        .node,
      ]
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
    references = request.density == 1 ? [try CopiedRanges(deltas).reference] : []
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

  func digest() -> Digest { Digest(store.digest(.data)) }

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

/// The same ranges copied by a plain loop in the same order: what the memory system allows.
private final class CopiedRanges {
  private let source: [UInt8]
  private let target: MappedRegion
  private let ranges: [(from: Int, to: Int)]
  private let byteCount: Int

  init(_ deltas: GeneratedDeltas) throws(WorkError) {
    source = deltas.rows.flatMap(\.payload)
    byteCount = deltas.deltaByteCount
    let (count, page) = (deltas.deltaByteCount, deltas.pageByteCount)
    ranges = deltas.rows.enumerated().map { ($0 * count, $1.page * page + $1.offset) }
    do throws(RegionError) {
      target = try MappedRegion(byteCount: deltas.pageCount * page)
    } catch { throw .environment("\(error)") }
  }

  var reference: Reference {
    Reference(name: "copy_ranges", isCeiling: true) { iterations in
      unsafe self.source.withUnsafeBytes { source in
        guard let from = source.baseAddress else { return }
        let (to, byteCount) = unsafe (self.target.baseAddress, self.byteCount)
        for _ in 0..<iterations {
          for range in self.ranges {
            unsafe (to + range.to).copyMemory(from: from + range.from, byteCount: byteCount)
          }
        }
      }
    }
  }
}
