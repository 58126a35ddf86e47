import CAllocations
import Proof
import StateBus
import TestSupport
import Testing

/// The batch path does not allocate after its memory is reserved.
@Suite struct AllocationTests {
  @Test(
    .covers("CO1"), .enabled(if: ca_is_counting(), "a sanitizer has the heap"),
    arguments: Variants.backends, Variants.allocators)
  func applyingABatchAllocatesNothing(backend name: String, allocator: String) throws {
    let (store, _) = try SamplePages.engine(allocator, backend: name)
    var generator = DeltaGenerator(seed: 71, pages: SamplePages.all)
    let deltas = (0..<2000).map { _ in generator.next() }
    var batch = DeltaBatch()
    for delta in deltas { try batch.append(delta) }
    var (commit, applied) = (Commit(), Applied())
    commit.deltas = batch
    commit.policy = .unchecked
    try store.commit(commit, into: &applied)
    let before = ca_request_count()
    try store.commit(commit, into: &applied)
    #expect(ca_request_count() - before == 0)
  }

  @Test(.covers("CO1"), .enabled(if: ca_is_counting(), "a sanitizer has the heap"))
  func fillingAReservedBatchAllocatesNothing() throws {
    let bytes = [UInt8](repeating: 1, count: 64)
    let mask: [UInt64] = [0xff]
    var batch = DeltaBatch()
    batch.reserve(rows: 2000, payloadBytes: 2000 * 64, maskWords: 2000)
    let before = ca_request_count()
    for row in 0..<1000 {
      let header = DeltaHeader(id: DeltaID(UInt64(row)), page: PageID(1), epoch: Epoch(1))
      unsafe try batch.append(header, bytes: bytes.span.bytes)
      unsafe try batch.append(
        header, mask: mask.span, count: 64, payload: bytes.span.bytes, isSparse: false)
    }
    #expect(ca_request_count() - before == 0)
    #expect(ca_request_count() > 0)
  }
}
