import Oracle
import Proof
public import StateBus
import Support

/// Random commits of every kind of change, equal for equal seeds; a store may refuse them.
public struct CommitGenerator {
  private var random: SplitMix64
  private var deltas: DeltaGenerator
  private var sources = SourceTable()

  /// Starts a sequence of commits from a seed.
  public init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    let pages: [(id: PageID, byteCount: Int)] = [
      (PageID(0), 1), (PageID(3), 64), (PageID(4), 4096), (PageID(.max), 1000),
      (PageID(1 << 40), 8191),
    ]
    deltas = DeltaGenerator(seed: seed, pages: pages)
    for name in ["importer", "größe"] { _ = sources.intern(name) }
  }

  /// Makes the next commit, with at most `rows` deltas.
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
    if UInt8.random(in: 0..<4, using: &random) == 0 { addExtras(to: &commit) }
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      commit.removals.append(PageID(random.next() >> UInt64.random(in: 0...63, using: &random)))
    }
    commit.sources = sources
    return commit
  }

  private mutating func addExtras(to commit: inout Commit) {
    commit.policy = Bool.random(using: &random) ? .monotone : .unchecked
    commit.extras.isAfterSync = Bool.random(using: &random)
    let bound = UInt64(1) << 62
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      let (kind, page) = (UInt32.random(in: 0...(.max), using: &random), PageID(random.next()))
      commit.extras.addedEdges.append(.init(kind: kind, from: page, to: PageID(random.next())))
      commit.extras.removedEdges.append(.init(kind: 0, from: PageID(0), to: page))
      let first = UInt64.random(in: 0..<bound, using: &random)
      commit.extras.allocations.append(.init(file: kind, first: first, count: bound - first))
      commit.extras.frees.append(.init(file: 0, first: 0, count: 1 + first))
      let name = [UInt8](repeating: 65, count: Int.random(in: 0...9, using: &random))
      commit.extras.functions.append(.init(page: page, name: name, version: random.next()))
    }
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
