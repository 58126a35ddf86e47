internal import Oracle
internal import Proof
internal import StateBus
import Support
internal import TestSupport
internal import Testing

/// Every usable backend equals the model byte for byte, and writes nowhere else.
@Suite struct KernelAgreementTests {
  /// Page sizes, and lengths up to 65 bytes from each.
  static let lengthsAroundPages = [512, 1024, 4096, 8192, 16384, 65536].flatMap { size in
    [-65, -64, -63, -1, 0, 1, 63, 64, 65].map { size + $0 }
  }

  static func backend(_ name: String) throws -> Backend { try Backend.named(name) }

  @Test(.covers("DL7", "MK1", "MK3"), arguments: Variants.backends)
  func everyShortLengthAgrees(name: String) throws {
    let backend = try Self.backend(name)
    for count in 0...300 {
      for seed in UInt64(0)..<6 { expectAgreement(backend, count: count, seed: seed * 1000) }
    }
  }

  @Test(.covers("DL7", "MK1"), arguments: Variants.backends, lengthsAroundPages)
  func lengthsAroundPageSizesAgree(name: String, count: Int) throws {
    let backend = try Self.backend(name)
    for seed in UInt64(0)..<4 { expectAgreement(backend, count: count, seed: seed) }
  }

  @Test(.covers("DL7"), arguments: Variants.backends)
  func everyAlignmentAgrees(name: String) throws {
    let backend = try Self.backend(name)
    var random = SplitMix64(seed: 7)
    for alignment in 0..<64 {
      for count in [1, 63, 64, 65, 200, 257, 600] {
        var input = KernelCase(count: count, random: &random)
        input.oldAlignment = alignment
        input.newAlignment = (alignment * 5 + count) % 64
        #expect(
          KernelCheck.firstDifference(backend, input) == nil, "\(name), alignment \(alignment)")
      }
    }
  }

  /// Masks: none, all, every other bit, bits at word edges, and runs across words and around 127.
  @Test(.covers("DL7", "MK3"), arguments: Variants.backends)
  func everyDensityAgrees(name: String) throws {
    let backend = try Self.backend(name)
    let shapes: [(Int) -> Bool] = [
      { _ in false }, { _ in true }, { $0 % 2 == 0 }, { $0 % 64 == 63 }, { $0 % 64 == 0 },
      { $0 / 32 % 2 == 0 }, { $0 / 127 % 2 == 0 }, { $0 / 128 % 3 == 1 }, { $0 > 700 },
    ]
    for count in [64, 127, 128, 129, 255, 256, 1000, 4096] {
      for (index, shape) in shapes.enumerated() {
        let mask = (0..<count).map(shape)
        let old = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let new = zip(old, mask).map { $1 ? ~$0 : $0 }
        let input = KernelCase(old: old, new: new, mask: mask, otherMask: mask.reversed())
        #expect(
          KernelCheck.firstDifference(backend, input) == nil, "\(name), \(count), shape \(index)")
      }
    }
  }

  /// A batch of buffers with gaps equals the buffers one by one, and leaves the gaps unchanged.
  @Test(.covers("DL7"), arguments: Variants.backends, [64, 96, 1000])
  func aBatchIsItsBuffers(name: String, count: Int) throws {
    let backend = try Self.backend(name)
    let layout = BufferLayout(byteCount: count, stride: count + 40, count: 5)
    var random = SplitMix64(seed: 11)
    let cases = (0..<5).map { _ in KernelCase(count: count, random: &random) }
    let gap = [UInt8](repeating: 0xcc, count: 40)
    var pages = GuardedBytes(cases.flatMap { $0.old + gap }, alignment: 3)
    let payloads = GuardedBytes(cases.flatMap { $0.new + gap }, alignment: 9)
    let masks = cases.flatMap { ByteModel.words($0.mask) }
    var target = pages.mutableBytes
    try backend.applyDense(payloads.bytes, masks: masks.span, to: &target, layout: layout)
    let expected = cases.flatMap {
      ByteModel.applyDense($0.new, mask: $0.mask, to: $0.old) + gap
    }
    let isIntact = pages.isIntact
    #expect(pages.content == expected)
    #expect(isIntact)
  }

  private func expectAgreement(_ backend: Backend, count: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed &+ UInt64(count))
    let input = KernelCase(count: count, random: &random)
    let found = KernelCheck.firstDifference(backend, input)
    #expect(
      found == nil, "\(backend.name): \(found ?? ""), seed \(seed), \(input.description)")
  }
}
