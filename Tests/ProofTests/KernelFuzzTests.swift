internal import Oracle
internal import Proof
internal import StateBus
import Support
internal import TestSupport
internal import Testing

@Suite(.long) struct KernelFuzzTests {
  @Test func usableBackendsAgreeWithTheModel() {
    let fuzz = KernelFuzz()
    let report = fuzz.run(seed: 1, byteCount: 20_000_000)
    #expect(report.failure == nil, "\(report.failure?.description ?? "")")
    #expect(report.byteCount >= 20_000_000)
    #expect(fuzz.backends.map(\.name) == Backend.usable.map(\.name))
  }

  @Test func aSeedAlwaysDrawsTheSameCase() {
    let fuzz = KernelFuzz()
    #expect(fuzz.drawn(42) == fuzz.drawn(42))
    #expect(fuzz.drawn(42) != fuzz.drawn(43))
  }

  /// One flipped bit in any bytes that a backend writes is found, shrunk and repeated.
  @Test(arguments: Variants.backends)
  func aPlantedFlipIsFoundAndRepeated(name: String) throws {
    let honest = Backend.usable.filter { $0.name != name }
    let tampered = unsafe try Backend.named(name).tampered { bytes in
      if bytes.count >= 8 { unsafe bytes[bytes.count / 2] ^= 0x10 }
    }
    let fuzz = KernelFuzz(backends: honest + [tampered])
    let failure = try #require(fuzz.run(seed: 100, runs: 1000).failure)
    #expect(failure.backend == name)
    #expect(failure.smallest.byteCount <= 64, "\(failure)")
    let again = fuzz.run(seed: failure.seed, runs: 1)
    #expect(again.failure == failure)
    #expect(failure.command == "mmsb fuzz kernels --runs 1 --seed \(failure.seed)")
  }

  /// A bug that needs a long buffer is shrunk to exactly that length.
  @Test func shrinkingStopsWhereTheFailureDoes() {
    var random = SplitMix64(seed: 9)
    let input = KernelCase(count: 5000, random: &random)
    let smallest = KernelShrinker.smallest(input) { $0.byteCount >= 1234 }
    #expect(smallest.byteCount == 1234)
    #expect(smallest.old.allSatisfy { $0 == 0 })
    #expect(smallest.ahead == 0)
    #expect(smallest.oldAlignment == 0)
  }

  @Test func progressIsHeardAfterEveryCase() {
    var heard: [Int] = []
    let report = KernelFuzz(longest: 100).run(seed: 5, runs: 7) { heard.append($0.runCount) }
    #expect(heard == [1, 2, 3, 4, 5, 6, 7])
    #expect(report.runCount == 7)
  }
}
