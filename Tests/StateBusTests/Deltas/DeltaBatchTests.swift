import Oracle
import Proof
import StateBus
import Support
import TestSupport
import Testing

/// A batch: its columns hold the values of the appended rows.
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

  static func header(_ offset: Int) -> DeltaHeader {
    DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1), offset: offset)
  }

  /// Offsets at the ends of Int ended the process, in three ways.
  @Test(
    .covers("T3", "X12", "MD-22"),
    arguments: [
      (Int(UInt32.max), DeltaError.tooLong(1 << 32)), (.max - 1, .tooLong(.max)),
      (.max, .tooLong(.max)), (-1, .negativeRange(offset: -1, count: 1)),
      (.min, .negativeRange(offset: .min, count: 1)),
    ])
  func rangeThatNoPageHasIsRefused(offset: Int, error: DeltaError) throws {
    let (byte, word): ([UInt8], [UInt64]) = ([1], [1])
    let header = Self.header(offset)
    var batch = DeltaBatch()
    #expect(throws: error) { try batch.append(header, bytes: byte.span.raw) }
    #expect(throws: error) {
      try batch.append(
        header, mask: word.span, count: 1, payload: byte.span.raw, isSparse: true)
    }
    let mask = Mask(repeating: true, count: 1)
    #expect(throws: error) { try Delta(header, mask: mask, dense: byte) }
    var moved = try Delta(Self.header(0), mask: mask, dense: byte)
    moved.header.offset = offset
    let other = try Delta(Self.header(0), mask: mask, dense: byte)
    #expect(throws: error) { try batch.append(moved) }
    #expect(throws: error) { try moved.merging(other, using: try Backend.preferred()) }
    #expect(throws: error) { try other.merging(moved, using: try Backend.preferred()) }
    #expect(batch.isEmpty && batch.spannedByteCount == 0)
  }

  @Test(.covers("T3", "X12"))
  func lastByteBelowFourGigabytesCanBeNamed() throws {
    let byte: [UInt8] = [1]
    var batch = DeltaBatch()
    try batch.append(Self.header(Int(UInt32.max) - 1), bytes: byte.span.raw)
    #expect(batch.extents[0].end == Int(UInt32.max))
  }

  @Test(
    .covers("T3"), arguments: [(-1, 0), (-64, 1), (.min, 0), (.max, 1 << 57), (1 << 40, 1 << 34)])
  func maskOfAnImpossibleLengthIsRefused(count: Int, words: Int) throws {
    let mask = [UInt64](repeating: 0, count: min(words, 4))
    var batch = DeltaBatch()
    let error: DeltaError =
      count < 0
      ? .negativeRange(offset: 8, count: count) : .tooLong(count > .max - 8 ? .max : count + 8)
    #expect(throws: error) {
      try batch.append(
        Self.header(8), mask: mask.span, count: count, payload: RawSpan(), isSparse: true)
    }
    #expect(batch.isEmpty)
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
