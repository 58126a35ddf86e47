internal import CKernels
internal import Machine
internal import Oracle
internal import StateBus
import Support
internal import TestSupport
internal import Testing

/// Buffers at the end of mapped memory: one byte read or written beyond ends the test process.
@Suite struct KernelBoundsTests {
  @Test(.covers("MD-14"), arguments: Variants.backends)
  func nothingBeyondABufferIsTouched(name: String) throws {
    let backend = try Backend.named(name)
    let pages = try Edge(), payloads = try Edge(), masks = try Edge(), others = try Edge()
    var random = SplitMix64(seed: 3)
    for count in [1, 7, 8, 9, 31, 32, 33, 63, 64, 65, 127, 128, 129, 255, 256, 257, 511, 600] {
      for density in [UInt64(0), 64, 200, 256] {
        let flags = (0..<count).map { _ in random.next() % 256 < density }
        let words = ByteModel.words(flags)
        let page = unsafe pages.bytes(count), payload = unsafe payloads.bytes(count)
        let mask = unsafe masks.words(words), other = unsafe others.words(words)
        let packed = unsafe payloads.bytes(ByteModel.population(of: flags))
        let row = unsafe backend.kernels
        unsafe row.apply_dense(page, payload, mask, count, 0)
        _ = unsafe row.apply_sparse(page, packed, mask, count, 0)
        _ = unsafe row.compress(page, mask, packed, count, 0)
        unsafe row.merge(page, other, payload, mask, count, 0)
        _ = unsafe row.population(mask, count)
        _ = unsafe row.or_mask(other, 0, mask, count)
        unsafe row.unpack(mask, page, count)
        _ = unsafe row.crc32c(0, page, count)
        _ = unsafe row.crc32c_copy(0, page, payload, count)
        let runs = unsafe row.rle_encode(mask, count, page)
        let runBytes = unsafe payloads.bytes(runs)
        unsafe runBytes.update(from: page, count: runs)
        let described = unsafe row.rle_decode(runBytes, runs, other, count)
        #expect(described == count)
        unsafe row.pack(payload, other, count)
        _ = unsafe row.diff(page, payload, other, count, 0)
        _ = unsafe row.diff_compress(page, payload, other, page, count, 0)
      }
    }
  }

  /// A mapped page, followed by an inaccessible page.
  private final class Edge {
    private var region: MappedRegion

    init() throws {
      region = try MappedRegion(reserving: 2 * MappedRegion.pageByteCount)
      try region.commit(MappedRegion.pageByteCount)
    }

    /// The last `count` bytes of the page.
    @unsafe func bytes(_ count: Int) -> UnsafeMutablePointer<UInt8> {
      let end = unsafe region.baseAddress + region.committedByteCount
      return unsafe (end - count).assumingMemoryBound(to: UInt8.self)
    }

    /// The last words of the page, set to `words`.
    @unsafe func words(_ words: [UInt64]) -> UnsafeMutablePointer<UInt64> {
      let start = unsafe region.baseAddress + region.committedByteCount - words.count * 8
      let target = unsafe start.assumingMemoryBound(to: UInt64.self)
      for (index, word) in words.enumerated() { unsafe target[index] = word }
      return unsafe target
    }
  }
}
