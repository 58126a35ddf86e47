import Oracle
import StateBus
import Support
import TestSupport
import Testing

/// The bytes of a delta in the log (L4): its frame, numbers, smallest mask coding and payload.
@Suite struct LogSizeTests {
  let backend: Backend
  let folder = TemporaryFolder()
  /// The record that defines the source "worker", once a log.
  static let sourceRecord = 24 + 1 + 6
  /// A commit's record.
  static let commitRecord = 24 + 2

  init() throws { backend = try Backend.preferred() }

  /// Bytes of a log that holds the batch in one commit, without its header.
  func byteCount(_ deltas: DeltaBatch, sources: SourceTable) throws -> Int {
    try? SystemDisk().remove(folder.file)
    var writer = try LogWriter(creating: folder.file, backend: backend)
    var commit = Commit()
    commit.deltas = deltas
    commit.sources = sources
    return Int(try writer.append(commit).offset) - 128
  }

  /// Deltas of random pages with timestamps of a clock, from one named source.
  func batch(
    _ rows: Int, byteCount: Int, form: DeltaForm, mask: UInt64, sources: inout SourceTable
  ) throws -> DeltaBatch {
    let source = sources.intern("worker")
    var random = SplitMix64(seed: 7)
    var batch = DeltaBatch()
    for row in 0..<rows {
      let header = DeltaHeader(
        id: DeltaID(1_000_000 + UInt64(row)), page: PageID(.random(in: 0..<65536, using: &random)),
        epoch: Epoch(.random(in: 0..<1000, using: &random)), offset: 2048,
        timestamp: 1_760_000_000_000_000_000 + UInt64(row) * 1000, source: source)
      let words = [UInt64](repeating: mask, count: byteCount / 64)
      let count = form == .sparse ? words.reduce(0) { $0 + $1.nonzeroBitCount } : byteCount
      let bytes = [UInt8](repeating: 1, count: count)
      switch form {
      case .ones: unsafe try batch.append(header, bytes: bytes.span.bytes)
      default:
        unsafe try batch.append(
          header, mask: words.span, count: byteCount, payload: bytes.span.bytes,
          isSparse: form == .sparse)
      }
    }
    return batch
  }

  @Test(.covers("TL2"), arguments: DeltaForm.allCases)
  func smallDeltasCostAtMost80BytesInABatchAndHalfMasked88(form: DeltaForm) throws {
    for mask in [UInt64.max, 0x5555_5555_5555_5555, 0x0000_ffff_ff00_0000, 0x9a31_77c2_5e08_f3d1] {
      var sources = SourceTable()
      let many = try batch(1000, byteCount: 64, form: form, mask: mask, sources: &sources)
      let limit = mask == .max || form == .ones ? 80 : 88
      #expect(try byteCount(many, sources: sources) <= 1000 * limit)
      // A delta alone also has its block's frame and its commit's record.
      let one = try batch(1, byteCount: 64, form: form, mask: mask, sources: &sources)
      #expect(try byteCount(one, sources: sources) - Self.sourceRecord <= 160)
    }
  }

  @Test(.covers("TL2"), arguments: DeltaForm.allCases)
  func fullPagesCostLittleMoreThanTheirBytes(form: DeltaForm) throws {
    var sources = SourceTable()
    for rows in [1, 100] {
      let full = try batch(rows, byteCount: 4096, form: form, mask: .max, sources: &sources)
      let byteCount = try byteCount(full, sources: sources) - Self.sourceRecord
      #expect(byteCount <= rows * 4160 + Self.commitRecord)
    }
  }

  @Test(.covers("MK4", "TL2"))
  func masksTakeTheFewestBytes() throws {
    var sources = SourceTable()
    func size(_ mask: UInt64, _ form: DeltaForm) throws -> Int {
      let batch = try batch(1, byteCount: 4096, form: form, mask: mask, sources: &sources)
      return try byteCount(batch, sources: sources) - batch.payloadByteCount
    }
    let ones = try size(.max, .ones)
    #expect(try size(.max, .dense) == ones + 1)
    // Alternate bits are stored raw. Runs of 32 bits take two bytes of run lengths a word, and the
    // bytes of their count.
    #expect(abs(try size(0x5555_5555_5555_5555, .dense) - ones - 512) <= 4)
    #expect(abs(try size(0xffff_ffff, .dense) - ones - 2 * 64 - 2) <= 4)
    #expect(abs(try size(0xffff_ffff, .sparse) - ones - 2 * 64 - 2) <= 4)
    #expect(abs(try size(0, .sparse) - ones - 33 - 1) <= 4)
  }
}
