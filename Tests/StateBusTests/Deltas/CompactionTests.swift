import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Compaction: fewer deltas with the same effect.
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

  /// Deltas of epochs 3 and 7 became one of 7, which a page of epoch 5 accepted, although the page
  /// refuses epoch 3.
  @Test(.covers("MK5", "MD-38"), arguments: [nil, Epoch(4)])
  func compactedBatchIsTakenExactlyWhereTheWholeOneIs(horizon: Epoch?) throws {
    let seed: UInt64 = 42
    var random = SplitMix64(seed: seed)
    let backend = try Backend.preferred()
    var (takenCount, mergedCount) = (0, 0)
    let rounds = 5000
    for round in 0..<rounds {
      let batch = try Self.batch(&random, isAscending: round % 4 > 0)
      let (compacted, _) = batch.compacted(horizon: horizon, using: backend)
      mergedCount += compacted.count < batch.count ? 1 : 0
      let epochs = (0..<3).map { _ in UInt64.random(in: 0...9, using: &random) }
      let expected = Self.model(applying: batch, epochs)
      let store = try Self.store(0, epochs)
      do {
        try store.apply(compacted)
        takenCount += 1
        #expect(expected != nil, "taken: seed \(seed) round \(round)")
      } catch let error as BatchError {
        #expect(expected == nil, "\(error): seed \(seed) round \(round)")
      }
      guard let expected else { continue }
      #expect(
        store.pages.digest(.data) == Digest(of: expected.dataBytes), "seed \(seed) round \(round)")
      for (id, page) in expected.pages {
        #expect(try store.pages.writtenMask(of: PageID(id)) == Mask(flags: page.written).words)
      }
    }
    #expect(takenCount > rounds / 5 && takenCount < rounds * 4 / 5)
    #expect(mergedCount > rounds / 10)
  }

  /// The model's state after all rows, or nil where the model refuses a row.
  static func model(applying batch: DeltaBatch, _ epochs: [UInt64]) -> ModelStore? {
    var model = ModelStore()
    for (id, epoch) in epochs.enumerated() {
      model.create(UInt64(id), byteCount: 64)
      model.apply(
        page: UInt64(id), epoch: epoch, offset: 0, mask: [], payload: [], isSparse: false)
    }
    for row in 0..<batch.count {
      let delta = batch.delta(at: row)
      let (page, epoch) = (delta.header.page.rawValue, delta.header.epoch.rawValue)
      let verdict = model.judge(
        page: page, epoch: epoch, offset: delta.header.offset, mask: delta.mask.flags,
        payloadCount: delta.payload.count, isSparse: delta.isSparse)
      guard verdict == .accepted else { return nil }
      DeltaTests.apply(delta, to: &model)
    }
    return model
  }

  @Test(.covers("MK5"))
  func mergedDeltasOfSeveralEpochsFollowAnEmptyOneOfTheFirst() throws {
    var batch = DeltaBatch()
    for epoch: UInt64 in [3, 5, 7] {
      let header = DeltaHeader(id: DeltaID(epoch), page: PageID(1), epoch: Epoch(epoch), offset: 9)
      try batch.append(
        try Delta(header, mask: Mask(repeating: true, count: 1), dense: [UInt8(epoch)]))
    }
    let (compacted, report) = batch.compacted(using: try Backend.preferred())
    #expect(report.inputCount == 3 && report.outputCount == 2 && report.skips.isEmpty)
    #expect(compacted.header(0).epoch == Epoch(3) && compacted.delta(at: 0).mask.count == 0)
    #expect(compacted.header(1).epoch == Epoch(7) && compacted.delta(at: 1).payload == [7])
    // Compacting once more changes nothing.
    let again = compacted.compacted(using: try Backend.preferred()).batch
    #expect((0..<2).allSatisfy { again.delta(at: $0) == compacted.delta(at: $0) })
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
    // Rows 0 and 2 become an empty delta of epoch 1 and one of epoch 2; three rows stay alone.
    #expect(compacted.count == 5)
    #expect(report.skips.map(\.row) == [3, 4])
    #expect(
      report.skips.map(\.obstacle) == [
        .mismatch(.maskSizeMismatch(expected: 4, found: 5)), .horizon,
      ])
  }

  /// Random rows with ascending epochs, or with any epochs.
  static func batch(
    _ random: inout SplitMix64, isAscending: Bool = true
  ) throws -> DeltaBatch {
    var batch = DeltaBatch()
    var epochs = (0..<3).map { _ in UInt64.random(in: 0...6, using: &random) }
    let steps: ClosedRange<UInt64> = 0...(isAscending ? 1 : 3)
    for id in 0..<UInt64.random(in: 0...(isAscending ? 30 : 8), using: &random) {
      let page = Int.random(in: 0..<3, using: &random)
      epochs[page] += UInt64.random(in: steps, using: &random)
      if !isAscending, epochs[page] > 0, UInt8.random(in: 0..<8, using: &random) == 0 {
        epochs[page] -= 1
      }
      let count = [60, 64, 64, 64].randomElement(using: &random) ?? 64
      let mask = Mask(flags: (0..<count).map { _ in Bool.random(using: &random) })
      let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let header = DeltaHeader(
        id: DeltaID(id), page: PageID(UInt64(page)), epoch: Epoch(epochs[page]))
      try batch.append(try Delta(header, mask: mask, dense: payload))
    }
    return batch
  }

  static func store(_ fill: UInt8, _ epochs: [UInt64] = [0, 0, 0]) throws -> StateBus {
    let store = try StateBus.inMemory()
    try store.put(
      epochs.enumerated().map { id, epoch in
        PageImage(
          id: PageID(UInt64(id)), epoch: Epoch(epoch), bytes: [UInt8](repeating: fill, count: 64))
      })
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
