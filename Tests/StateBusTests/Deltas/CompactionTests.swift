import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Fewer deltas, same effect.
@Suite struct CompactionTests {
  @Test(.covers("MK5", "MD-38"), arguments: [nil, Epoch(3), Epoch(9)])
  func compactedBatchHasTheSameEffect(horizon: Epoch?) throws {
    let seed: UInt64 = 41
    var random = SplitMix64(seed: seed)
    let backend = try Backend.preferred()
    for round in 0..<200 {
      let batch = try Self.batch(&random)
      let (compacted, report) = batch.compacted(horizon: horizon, using: backend)
      #expect(report.inputCount == batch.count && report.outputCount == compacted.count)
      for fill: UInt8 in [0, 0xa5] {
        let (all, few) = (try Self.store(fill), try Self.store(fill))
        try all.apply(batch)
        try few.apply(compacted)
        #expect(all.pages.digest(.full) == few.pages.digest(.full), "seed \(seed) round \(round)")
      }
      guard let horizon else { continue }
      let (early, kept) = (Self.upTo(horizon, batch), Self.upTo(horizon, compacted))
      let (all, few) = (try Self.store(0), try Self.store(0))
      try all.apply(early)
      try few.apply(kept)
      #expect(
        all.pages.digest(.full) == few.pages.digest(.full), "horizon, seed \(seed) round \(round)")
    }
  }

  @Test(.covers("MK5", "MD-38"))
  func pairsLeftAloneAreReported() throws {
    var batch = DeltaBatch()
    for (page, epoch, count): (UInt64, UInt64, Int) in [
      (1, 1, 4), (2, 1, 4), (1, 2, 4), (1, 3, 5), (1, 4, 5),
    ] {
      let header = DeltaHeader(id: DeltaID(epoch), page: PageID(page), epoch: Epoch(epoch))
      try batch.append(
        try Delta(
          header, mask: Mask(repeating: true, count: count),
          dense: [UInt8](repeating: 1, count: count)))
    }
    let (compacted, report) = batch.compacted(horizon: Epoch(3), using: try Backend.preferred())
    #expect(compacted.count == 4)
    #expect(report.skips.map(\.row) == [3, 4])
    #expect(
      report.skips.map(\.obstacle) == [
        .mismatch(.maskSizeMismatch(expected: 4, found: 5)), .horizon,
      ])
  }

  static func batch(_ random: inout SplitMix64) throws -> DeltaBatch {
    var batch = DeltaBatch()
    var epochs: [UInt64] = [0, 0, 0]
    for id in 0..<UInt64.random(in: 0...30, using: &random) {
      let page = Int.random(in: 0..<3, using: &random)
      epochs[page] += UInt64.random(in: 0...1, using: &random)
      let count = [60, 64][Int.random(in: 0...1, using: &random)]
      let mask = Mask(flags: (0..<count).map { _ in Bool.random(using: &random) })
      let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let header = DeltaHeader(
        id: DeltaID(id), page: PageID(UInt64(page)), epoch: Epoch(epochs[page]))
      try batch.append(try Delta(header, mask: mask, dense: payload))
    }
    return batch
  }

  static func store(_ fill: UInt8) throws -> StateBus {
    let store = try StateBus.inMemory()
    try store.put(
      (0..<3).map { PageImage(id: PageID($0), bytes: [UInt8](repeating: fill, count: 64)) })
    return store
  }

  /// The rows up to an epoch.
  static func upTo(_ epoch: Epoch, _ batch: DeltaBatch) -> DeltaBatch {
    var early = DeltaBatch()
    for row in 0..<batch.count where batch.header(row).epoch <= epoch {
      do { try early.append(batch.delta(at: row)) } catch { Issue.record(error) }
    }
    return early
  }
}
