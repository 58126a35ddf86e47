internal import StateBus
import Support
internal import TestSupport
internal import Testing

/// Lengths that don't fit are refused before anything is written.
@Suite struct KernelMisuseTests {
  let backend: Backend
  let bytes = [UInt8](repeating: 1, count: 100)
  let mask = [UInt64](repeating: .max, count: 2)

  init() throws { backend = try Backend.preferred() }

  @Test(.covers("DL7", "MD-14"), arguments: [0, 99, 101])
  func aPayloadOfAnotherLengthIsRefused(count: Int) {
    var page = [UInt8](repeating: 7, count: 100)
    let payload = [UInt8](repeating: 1, count: count)
    #expect(throws: KernelError.lengthMismatch(.payload, expected: 100, found: count)) {
      var span = page.mutableSpan
      var target = span.raw
      try backend.applyDense(payload.span.raw, mask: mask.span, to: &target)
    }
    #expect(page == [UInt8](repeating: 7, count: 100))
  }

  @Test(.covers("DL7", "MD-14"), arguments: [0, 1, 3])
  func aMaskOfAnotherLengthIsRefused(count: Int) {
    var page = [UInt8](repeating: 7, count: 100)
    var older = [UInt64](repeating: 0, count: count)
    let short = [UInt64](repeating: .max, count: count)
    #expect(throws: KernelError.lengthMismatch(.mask, expected: 2, found: count)) {
      var span = page.mutableSpan
      var target = span.raw
      try backend.applyDense(bytes.span.raw, mask: short.span, to: &target)
    }
    #expect(throws: KernelError.lengthMismatch(.mask, expected: 2, found: count)) {
      var span = page.mutableSpan
      var target = span.raw
      var targetMask = older.mutableSpan
      try backend.merge(bytes.span.raw, mask: mask.span, into: &target, mask: &targetMask)
    }
    #expect(page == [UInt8](repeating: 7, count: 100))
  }

  @Test(.covers("DL7"), arguments: [0, 99, 101])
  func packedBytesMustMatchTheMask(count: Int) {
    var page = [UInt8](repeating: 7, count: 100)
    let packed = [UInt8](repeating: 1, count: count)
    #expect(throws: KernelError.lengthMismatch(.packed, expected: 100, found: count)) {
      var span = page.mutableSpan
      var target = span.raw
      try backend.applySparse(packed.span.raw, mask: mask.span, to: &target)
    }
    #expect(page == [UInt8](repeating: 7, count: 100))
  }

  @Test(.covers("MK1", "MD-58"), arguments: [0, 99, 101])
  func unequalLengthsHaveNoDifference(count: Int) {
    let other = [UInt8](repeating: 2, count: count)
    var found = [UInt64](repeating: 5, count: 2)
    #expect(throws: KernelError.lengthMismatch(.new, expected: 100, found: count)) {
      var span = found.mutableSpan
      _ = try backend.diff(from: bytes.span.raw, to: other.span.raw, mask: &span)
    }
    #expect(found == [5, 5])
  }

  @Test(.covers("MK1"))
  func emptyBuffersHaveAnEmptyMask() throws {
    let none: [UInt8] = []
    var words: [UInt64] = []
    var span = words.mutableSpan
    let count = try backend.diff(from: none.span.raw, to: none.span.raw, mask: &span)
    #expect(count == 0)
  }

  @Test func packedBytesNeedRoom() {
    var packed = [UInt8](repeating: 7, count: 99)
    #expect(throws: KernelError.lengthMismatch(.packed, expected: 100, found: 99)) {
      var span = packed.mutableSpan
      var target = span.raw
      _ = try backend.compress(bytes.span.raw, mask: mask.span, into: &target)
    }
    #expect(packed == [UInt8](repeating: 7, count: 99))
  }

  @Test(.covers("MK3"), arguments: [([UInt8(0x7f)], 127), ([0x7f, 0x02], 129), ([], 0)])
  func runsMustDescribeTheWholeMask(runs: [UInt8], described: Int) {
    var words = [UInt64](repeating: 0, count: 2)
    #expect(throws: KernelError.runsMismatch(expectedBits: 128, foundBits: described)) {
      var span = words.mutableSpan
      try backend.rleDecode(runs.span.raw, into: &span, count: 128)
    }
  }

  @Test(.covers("DL7"))
  func aBatchNeedsItsWholeRegion() {
    let layout = BufferLayout(byteCount: 50, count: 3)
    var pages = [UInt8](repeating: 7, count: 150)
    let masks = [UInt64](repeating: .max, count: 3)
    #expect(throws: KernelError.lengthMismatch(.payload, expected: 150, found: 100)) {
      var span = pages.mutableSpan
      var target = span.raw
      try backend.applyDense(bytes.span.raw, masks: masks.span, to: &target, layout: layout)
    }
    #expect(pages == [UInt8](repeating: 7, count: 150))
  }
}
