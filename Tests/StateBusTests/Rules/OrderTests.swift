import StateBus
import Support
import TestSupport
import Testing

/// Lists of pages are in id order for any hash.
@Suite struct OrderTests {
  private static let ids: [PageID] = {
    var random = SplitMix64(seed: 41)
    return [PageID(0), PageID(.max)] + (0..<300).map { _ in PageID(random.next()) }
  }()

  /// An engine over a directory with that seed, its pages made in a shuffled order.
  private func engine(hashSeed: UInt64) throws -> StateBus {
    let source = AllocatorChoice.heap.open(AllocatorOptions())
    let bus = StateBus(
      pages: PageStore(source: source, hashSeed: hashSeed), backend: try Backend.preferred())
    var random = SplitMix64(seed: hashSeed)
    var commit = Commit()
    commit.creations = Self.ids.shuffled(using: &random).map { .init(id: $0, byteCount: 16) }
    try bus.commit(commit)
    return bus
  }

  @Test(.covers("X10"), arguments: [0, 1, 0x9e37_79b9_7f4a_7c15, .max] as [UInt64])
  func pagesAreListedByID(hashSeed: UInt64) throws {
    let bus = try engine(hashSeed: hashSeed)
    let sorted = Self.ids.sorted()
    #expect(bus.pages.infos().map(\.id) == sorted, "hash seed \(hashSeed)")
    #expect(bus.pages.images().map(\.id) == sorted, "hash seed \(hashSeed)")
    #expect(bus.pages.snapshot().ids == sorted, "hash seed \(hashSeed)")
    let checkpoint = try LegacyCheckpoint(bus.pages.images().reversed(), logOffset: 0)
    #expect(checkpoint.pages.map(\.id) == sorted.map(\.rawValue), "hash seed \(hashSeed)")
  }

  @Test(.covers("X10"), arguments: DigestScope.allCases)
  func theDigestKnowsNoHash(scope: DigestScope) throws {
    let digests = try [3, 77, .max].map { seed in
      try engine(hashSeed: seed).pages.digest(scope)
    }
    #expect(Set(digests.map(\.description)).count == 1)
  }

  @Test(.covers("X10"), arguments: [0, 5, .max] as [UInt64])
  func touchedPagesComeInTheOrderOfTheirFirstChange(hashSeed: UInt64) throws {
    let bus = try engine(hashSeed: hashSeed)
    var random = SplitMix64(seed: 4)
    let order = Self.ids.shuffled(using: &random)
    let bytes: [UInt8] = [1, 2]
    var commit = Commit()
    for (number, id) in (order + order.prefix(9)).enumerated() {
      let header = DeltaHeader(
        id: DeltaID(UInt64(number)), page: id, epoch: Epoch(number < order.count ? 1 : 2))
      unsafe try commit.deltas.append(header, bytes: bytes.span.bytes)
    }
    #expect(try bus.commit(commit).touched == order, "hash seed \(hashSeed)")
  }
}
