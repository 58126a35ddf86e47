import Oracle
import Proof
public import StateBus
import Support

/// Random commits of every kind of change, the same for the same seed. They need not fit a store.
public struct CommitGenerator {
  private var random: SplitMix64
  private var deltas: DeltaGenerator
  private var sources = SourceTable()

  /// Commits from a seed.
  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let pages: [(id: PageID, byteCount: Int)] = [
      (PageID(0), 1), (PageID(3), 64), (PageID(4), 4096), (PageID(.max), 1000),
      (PageID(1 << 40), 8191),
    ]
    deltas = DeltaGenerator(seed: seed, pages: pages)
    for name in ["importer", "größe"] { _ = sources.intern(name) }
  }

  /// The next commit, with at most that many deltas.
  public mutating func next(rows: Int) throws -> Commit {
    if UInt8.random(in: 0..<4, using: &random) == 0 {
      _ = sources.intern([UInt8.random(in: 128...255, using: &random), 0])
    }
    var commit = Commit()
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let byteCount = [1, 4096, 1 << 31, Int(UInt32.max)].randomElement(using: &random) ?? 1
      let location = PageLocation.allCases.randomElement(using: &random) ?? .cpu
      commit.creations.append(
        .init(id: PageID(random.next()), byteCount: byteCount, location: location))
    }
    for _ in 0..<Int.random(in: 0...1, using: &random) {
      commit.metadata.append(try nextMetadata())
    }
    for _ in 0..<Int.random(in: 0...rows, using: &random) {
      var delta = deltas.next()
      if UInt8.random(in: 0..<8, using: &random) == 0 { makeExtreme(&delta.header) }
      try commit.deltas.append(delta)
    }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      commit.removals.append(PageID(random.next() >> UInt64.random(in: 0...63, using: &random)))
    }
    commit.sources = sources
    return commit
  }

  private mutating func makeExtreme(_ header: inout DeltaHeader) {
    let values: [UInt64] = [0, 1, 127, 128, .max, .max - 1, 1 << 63, UInt64(UInt32.max)]
    header.id = DeltaID(values.randomElement(using: &random) ?? 0)
    header.page = PageID(values.randomElement(using: &random) ?? 0)
    header.epoch = Epoch(values.randomElement(using: &random) ?? 0)
    header.timestamp = values.randomElement(using: &random) ?? 0
    let index = UInt32.random(in: 0..<UInt32(sources.count), using: &random)
    header.source = Source(index: index)
  }

  private mutating func nextMetadata() throws(PageError) -> Commit.MetadataChange {
    var metadata = Metadata()
    for key in ["a", "größe", ""].prefix(Int.random(in: 0...3, using: &random)) {
      let value = (0..<Int.random(in: 0...9, using: &random)).map { UInt8($0) }
      try metadata.insert(value, for: key)
    }
    return .init(page: PageID(random.next()), metadata: metadata)
  }
}
