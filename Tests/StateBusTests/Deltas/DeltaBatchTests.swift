import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// Columns hold what rows said.
@Suite struct DeltaBatchTests {
  static let pages: [(id: PageID, byteCount: Int)] = [
    (PageID(3), 100), (PageID(4), 700), (PageID(.max), 4096),
  ]

  @Test(.covers("CO1", "DL8"))
  func rowsComeBackExactly() throws {
    let seed: UInt64 = 51
    var generator = DeltaGenerator(seed: seed, pages: Self.pages)
    for round in 0..<20 {
      let deltas = (0..<5000).map { _ in generator.next() }
      var batch = DeltaBatch()
      for delta in deltas { try batch.append(delta) }
      #expect(batch.count == deltas.count)
      for (index, delta) in deltas.enumerated() {
        guard batch.header(index) == delta.header, Self.equal(batch, index, delta) else {
          Issue.record("seed \(seed) round \(round) row \(index): \(delta)")
          return
        }
      }
      batch.removeAll()
      #expect(batch.isEmpty && batch.payloadByteCount == 0 && batch.maskByteCount == 0)
    }
  }

  static func equal(_ batch: DeltaBatch, _ index: Int, _ delta: PlainDelta) -> Bool {
    let row = batch.row(index)
    guard row.offset == delta.header.offset, row.count == delta.mask.count, row.form == delta.form,
      row.payload.byteCount == delta.payload.count
    else { return false }
    let words = delta.form == .ones ? [] : delta.maskWords
    return words.indices.allSatisfy { row.mask[$0] == words[$0] }
      && delta.payload.indices.allSatisfy {
        unsafe row.payload.unsafeLoad(fromByteOffset: $0, as: UInt8.self) == delta.payload[$0]
      } && row.mask.count == words.count
  }

  @Test(.covers("CO2"))
  func scansEqualAFilter() throws {
    var generator = DeltaGenerator(seed: 52, pages: Self.pages)
    for count in [0, 1, 7, 8, 9, 64, 1003] {
      var batch = DeltaBatch()
      for _ in 0..<count { try batch.append(generator.next()) }
      for page in Self.pages.map(\.id) + [PageID(0)] {
        #expect(batch.rows(of: page) == (0..<count).filter { batch.header($0).page == page })
      }
      for epoch in (0..<40).map({ Epoch($0) }) {
        #expect(
          batch.rows(ofEpoch: epoch) == (0..<count).filter { batch.header($0).epoch == epoch })
      }
    }
  }

  @Test(.covers("T1", "T3"))
  func locationTagsAreThree() throws {
    for tag: Int32 in [0, 1, 2] { #expect(try PageLocation(tag: tag).rawValue == tag) }
    for tag: Int32 in [-1, 3, .max, .min] {
      #expect(throws: PageError.invalidLocation(tag)) { try PageLocation(tag: tag) }
    }
    #expect(Set([PageID(1), PageID(2), PageID(1)]).count == 2 && PageID(1) < PageID(2))
    #expect(DeltaID(7).description == "7" && Epoch(1).next == Epoch(2))
  }

  @Test(.covers("T2"))
  func racingIncrementsHandOutEveryEpochOnce() {
    let cell = EpochCell()
    let seen = Threads.run(8) { _ in (0..<100_000).map { _ in cell.increment().rawValue } }
    #expect(Set(seen.joined()).count == 800_000)
    #expect(cell.load() == Epoch(800_000))
    cell.store(Epoch(5))
    #expect(cell.load() == Epoch(5))
  }

  @Test(.covers("PG7", "MD-23"))
  func hostileMetadataBlobsAreRefused() throws {
    #expect(throws: PageError.metadataDecode(.unexpectedEnd(offset: 0))) {
      try Metadata(blob: [1, 0])
    }
    #expect(throws: PageError.metadataDecode(.unexpectedEnd(offset: 4))) {
      try Metadata(blob: [0xff, 0xff, 0xff, 0xff])
    }
    #expect(throws: PageError.metadataDecode(.truncated(offset: 8, expected: 9, found: 1))) {
      try Metadata(blob: [1, 0, 0, 0, 9, 0, 0, 0, 65])
    }
    #expect(throws: PageError.metadataDecode(.invalidKey(offset: 4))) {
      try Metadata(blob: [1, 0, 0, 0, 1, 0, 0, 0, 0xff, 0, 0, 0, 0])
    }
    #expect(throws: PageError.metadataDecode(.trailingBytes(offset: 13, count: 1))) {
      try Metadata(blob: [1, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 9])
    }
    let twice: [UInt8] = [2, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0]
    #expect(throws: PageError.metadataDecode(.duplicateKey("A"))) { try Metadata(blob: twice) }
    var random = SplitMix64(seed: 53)
    var decoded = 0
    for _ in 0..<1_000_000 {
      let blob = (0..<Int.random(in: 0...24, using: &random)).map { _ in
        UInt8.random(in: 0...3, using: &random)
      }
      if let metadata = try? Metadata(blob: blob) {
        decoded += 1
        #expect(metadata.blob == blob || metadata.entries.isEmpty)
      }
    }
    #expect(decoded > 1000)
  }

  @Test(.covers("T3", "X12"))
  func rangeBeyondFourGigabytesIsRefused() throws {
    let byte: [UInt8] = [1]
    let append = { (offset: Int) throws in
      var batch = DeltaBatch()
      let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1), offset: offset)
      try batch.append(header, bytes: byte.span.raw)
    }
    try append(Int(UInt32.max) - 1)
    #expect(throws: DeltaError.tooLong(1 << 32)) { try append(Int(UInt32.max)) }
  }

  @Test(.covers("T3"))
  func refusedMemoryIsATypedError() throws {
    var options = AllocatorOptions()
    options.node = 1 << 20
    let store = StateBus(
      allocator: .arena, options: options, backend: try Backend.preferred())
    let error = #expect(throws: PageError.self) { try store.create(PageID(1), byteCount: 64) }
    guard case .allocationFailed(.region(let refusal)) = error, "\(refusal)".contains("1048576")
    else {
      Issue.record("another error: \(String(describing: error))")
      return
    }
    #expect(store.pages.count == 0)
  }
}
