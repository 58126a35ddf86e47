import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Deltas as values: construction, merging, compaction.
@Suite struct DeltaTests {

  static func header(_ id: UInt64, epoch: UInt64 = 1, page: UInt64 = 1) -> DeltaHeader {
    DeltaHeader(id: DeltaID(id), page: PageID(page), epoch: Epoch(epoch))
  }

  @Test(.covers("DL1", "T3"))
  func payloadOfTheWrongLengthIsRefused() throws {
    let mask = Mask(flags: [true, false, true])
    #expect(throws: DeltaError.sizeMismatch(maskLength: 3, payloadLength: 2)) {
      try Delta(Self.header(1), mask: mask, dense: [1, 2])
    }
    #expect(throws: DeltaError.sizeMismatch(maskLength: 2, payloadLength: 3)) {
      try Delta(Self.header(1), mask: mask, sparse: [1, 2, 3])
    }
  }

  /// 100,000 deltas, valid and invalid in every way, checked alone and against their pages.
  @Test(.covers("DL1", "T3", "MD-31"))
  func validatorAgreesWithTheModel() throws {
    let seed: UInt64 = 34
    var random = SplitMix64(seed: seed)
    let (store, sizes) = (try StateBus.inMemory(), [(1, 16), (2, 70)] as [(UInt64, Int)])
    var model = ModelStore()
    for (id, size) in sizes {
      try store.create(PageID(id), byteCount: size)
      model.create(id, byteCount: size)
    }
    var seen: [String: Int] = [:]
    for round in 0..<100_000 {
      let delta = Self.doubtful(&random)
      let verdict = model.judge(
        page: delta.header.page.rawValue, epoch: delta.header.epoch.rawValue,
        offset: delta.header.offset, mask: delta.mask, payloadCount: delta.payload.count,
        isSparse: delta.form == .sparse)
      let found = Self.verdict(delta, store)
      if verdict == .accepted { model.apply(delta) }
      seen["\(verdict)".prefix { $0 != "(" }.description, default: 0] += 1
      if found != verdict { Issue.record("seed \(seed) round \(round): \(delta)") }
    }
    #expect(seen.count == 6 && seen.values.allSatisfy { $0 > 2000 }, "\(seen)")
    #expect(store.pages.digest(.data) == Digest(of: model.dataBytes))
  }

  /// A delta that is valid in about a third of all cases.
  static func doubtful(_ random: inout SplitMix64) -> PlainDelta {
    let form: DeltaForm = Bool.random(using: &random) ? .dense : .sparse
    let mask = (0..<Int.random(in: 0...24, using: &random)).map { _ in Bool.random(using: &random) }
    let expected = form == .sparse ? mask.count { $0 } : mask.count
    let change = [0, 0, 0, 0, -1, 1].randomElement(using: &random) ?? 0
    let offsets = [0, 0, 0, 5, 40, 100, -1, .min]
    let header = DeltaHeader(
      id: DeltaID(1), page: PageID([1, 2, 2, 2, 3].randomElement(using: &random) ?? 1),
      epoch: Epoch(UInt64.random(in: 0...3, using: &random)),
      offset: offsets.randomElement(using: &random) ?? 0)
    return PlainDelta(
      header: header, mask: mask, payload: Array(repeating: 7, count: max(0, expected + change)),
      form: form)
  }

  /// The engine's verdict on a delta: as a value and in a batch, then against its page.
  static func verdict(
    _ delta: PlainDelta, _ store: StateBus
  ) -> ModelVerdict? {
    var batch = DeltaBatch()
    let inBatch = error { () throws(DeltaError) in try batch.append(delta) }
    let byItself = error { () throws(DeltaError) in
      let mask = Mask(flags: delta.mask)
      _ =
        delta.form == .sparse
        ? try Delta(delta.header, mask: mask, sparse: delta.payload)
        : try Delta(delta.header, mask: mask, dense: delta.payload)
    }
    guard inBatch == byItself else { return nil }
    if let inBatch { return verdict(inBatch) }
    do {
      try store.apply(batch)
      return .accepted
    } catch { return (error as? BatchError).flatMap { verdict($0.error) } }
  }

  private static func error(_ body: () throws(DeltaError) -> Void) -> DeltaError? {
    do throws(DeltaError) { try body() } catch { return error }
    return nil
  }

  static func verdict(_ error: DeltaError) -> ModelVerdict? {
    switch error {
    case .negativeRange: .negativeOffset
    case .sizeMismatch(let expected, _): .wrongPayload(expected: expected)
    case .pageNotFound: .noPage
    case .maskSizeMismatch: .beyondPage
    case .epochRegression: .olderThanPage
    default: nil
    }
  }

  @Test(.covers("DL1"))
  func timeComesFromTheClockThatIsSet() {
    let ticks = EpochCell(Epoch(1000))
    let clock = DeltaClock { ticks.increment()?.rawValue ?? 0 }
    let headers = (0..<3).map { id in
      DeltaHeader(id: DeltaID(id), page: PageID(1), epoch: Epoch(1), clock: clock)
    }
    #expect(headers.map(\.timestamp) == [1000, 1001, 1002])
    // The range begins in 2020 and ends 450 years later.
    let year: UInt64 = 31_557_600_000_000_000
    #expect((50 * year...500 * year).contains(DeltaClock.system.now))
  }

  @Test(.covers("DL2", "MD-12"))
  func sparseBytesFallIntoTheirPlaces() throws {
    let mask = Mask(flags: [false, true, false, true, true])
    let delta = try Delta(Self.header(1), mask: mask, sparse: [7, 8, 9])
    #expect(delta.denseBytes == [0, 7, 0, 8, 9])
    var batch = DeltaBatch()
    let append = { (count: Int) throws in
      let payload: [UInt8] = [7, 8]
      unsafe try batch.append(
        Self.header(1), mask: mask.words.span, count: count, payload: payload.span.bytes,
        isSparse: true)
    }
    #expect(throws: DeltaError.sizeMismatch(maskLength: 3, payloadLength: 2)) { try append(5) }
    #expect(throws: DeltaError.strayMaskBits(length: 4)) { try append(4) }
    #expect(batch.isEmpty)
  }

  @Test(.covers("DL6"), arguments: Variants.backends)
  func mergingEqualsApplyingBoth(backend name: String) throws {
    let backend = try Backend.named(name)
    var random = SplitMix64(seed: 32)
    for round in 0..<100_000 {
      // Most are short, so that 100,000 rounds take seconds; long ones fill vector registers.
      let count = Int.random(in: 0...(round % 16 == 0 ? 200 : 24), using: &random)
      let (a, b) = (try Self.random(1, count, &random), try Self.random(2, count, &random))
      let merged = try a.merging(b, using: backend)
      var (twice, once) = (ModelStore(), ModelStore())
      twice.create(1, byteCount: count + 1)
      once.create(1, byteCount: count + 1)
      for delta in [a, b] { Self.apply(delta, to: &twice) }
      Self.apply(merged, to: &once)
      guard twice == once else {
        Issue.record("seed 32 round \(round)")
        return
      }
    }
  }

  @Test(.covers("DL6"), arguments: Variants.backends)
  func mergingIsAssociative(backend name: String) throws {
    let backend = try Backend.named(name)
    var random = SplitMix64(seed: 33)
    for round in 0..<2000 {
      let count = Int.random(in: 0...200, using: &random)
      let deltas = try (1...3).map { try Self.random($0, count, &random) }
      let left = try deltas[0].merging(deltas[1], using: backend)
        .merging(deltas[2], using: backend)
      let right = try deltas[0].merging(
        deltas[1].merging(deltas[2], using: backend), using: backend)
      #expect(left == right, "seed 33 round \(round)")
    }
  }

  @Test(.covers("MD-37", "DL8"))
  func mergeKeepsProvenanceAndRefusesTheOlder() throws {
    let backend = try Backend.named("scalar")
    let mask = Mask(repeating: true, count: 2)
    var (first, second) = (Self.header(5, epoch: 5), Self.header(9, epoch: 10))
    (first.intent, first.source, first.timestamp) = ([], Source(index: 1), 100)
    (second.source, second.timestamp) = (Source(index: 2), 50)
    let (older, newer) = (
      try Delta(first, mask: mask, dense: [1, 2]), try Delta(second, mask: mask, dense: [3, 4])
    )
    let merged = try older.merging(newer, using: backend)
    #expect(merged.header.id == DeltaID(9) && merged.firstID == DeltaID(5))
    #expect(merged.header.source == Source(index: 2) && merged.header.timestamp == 100)
    #expect(merged.header.intent == [] && merged.payload == [3, 4])
    let error = DeltaError.epochRegression(page: PageID(1), previous: Epoch(10), current: Epoch(5))
    #expect(throws: error) { try newer.merging(older, using: backend) }
    let forced = try newer.merging(older, order: .asGiven, using: backend)
    #expect(forced.payload == [1, 2] && forced.header.epoch == Epoch(10))
  }

  @Test(.covers("DL6", "T3"))
  func deltasThatDoNotFitTogetherAreRefused() throws {
    let backend = try Backend.named("scalar")
    let delta = try Delta(Self.header(1), mask: Mask(count: 8), sparse: [])
    let otherPage = try Delta(Self.header(2, page: 4), mask: Mask(count: 8), sparse: [])
    let longer = try Delta(Self.header(2), mask: Mask(count: 9), sparse: [])
    #expect(throws: DeltaError.pageIDMismatch(expected: PageID(1), found: PageID(4))) {
      try delta.merging(otherPage, using: backend)
    }
    #expect(throws: DeltaError.maskSizeMismatch(expected: 8, found: 9)) {
      try delta.merging(longer, using: backend)
    }
  }

  static func random(
    _ id: UInt64, _ count: Int, _ random: inout SplitMix64
  ) throws -> Delta {
    let mask = Mask(flags: (0..<count).map { _ in Bool.random(using: &random) })
    let isSparse = Bool.random(using: &random)
    let payload = (0..<(isSparse ? mask.population : count)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    guard isSparse else { return try Delta(header(id, epoch: id), mask: mask, dense: payload) }
    return try Delta(header(id, epoch: id), mask: mask, sparse: payload)
  }

  static func apply(_ delta: Delta, to model: inout ModelStore) {
    model.apply(
      page: delta.header.page.rawValue, epoch: delta.header.epoch.rawValue,
      offset: delta.header.offset, mask: delta.mask.flags, payload: delta.payload,
      isSparse: delta.isSparse)
  }
}
