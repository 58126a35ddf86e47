import CAllocations
import StateBus
import Support
import TestSupport
import Testing

/// The memory of a reader: constant, and within its caller's limits.
@Suite struct LogMemoryTests {
  let backend: Backend
  let folder = TemporaryFolder()

  init() throws { backend = try Backend.preferred() }

  /// Whether the build is optimised: unoptimised code allocates in generic number conversions.
  static let isOptimised: Bool = {
    var isDebug = false
    assert(
      {
        isDebug = true
        return true
      }())
    return !isDebug
  }()

  @Test(
    .covers("TL8"), .enabled(if: ca_is_counting(), "a sanitizer has the heap"),
    .enabled(if: isOptimised, "only optimised code allocates nothing"))
  func readingIntoTheSameCommitAllocatesNothing() throws {
    let commits = 200
    do {
      var commit = Commit()
      for row: UInt64 in 0..<500 {
        let header = DeltaHeader(id: DeltaID(row), page: PageID(row % 7), epoch: Epoch(row))
        unsafe try commit.deltas.append(
          header, mask: [row | 1].span, count: 64,
          payload: [UInt8](repeating: 1, count: 64).span.bytes, isSparse: false)
      }
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for _ in 0..<commits { try writer.append(commit) }
    }
    var reader = try LogReader(path: folder.file, backend: backend)
    var commit = Commit()
    // The first half of the log settles the buffers' sizes; the second half allocates nothing.
    for _ in 0..<commits / 2 { #expect(try reader.next(into: &commit)) }
    let before = ca_request_count()
    var (count, rows) = (0, 0)
    for _ in commits / 2..<commits where try reader.next(into: &commit) {
      count += 1
      rows += commit.deltas.count
    }
    let requests = ca_request_count() - before
    #expect(try !reader.next(into: &commit))
    #expect(requests == 0)
    #expect(count == commits - commits / 2 && rows == count * 500)
  }

  /// Writes a page of 1,000 bytes, a delta that reaches to byte 900 and 20,000 tiny deltas.
  func write() throws {
    var writer = try LogWriter(creating: folder.file, backend: backend)
    var first = Commit()
    first.creations = [.init(id: PageID(1), byteCount: 1000)]
    try writer.append(first)
    try writer.append(try Commit.of(byteCount: 100, offset: 800))
    var last = Commit()
    for row: UInt64 in 0..<20_000 {
      let header = DeltaHeader(id: DeltaID(row), page: PageID(1), epoch: Epoch(1))
      unsafe try last.deltas.append(header, bytes: [UInt8](repeating: 1, count: 1).span.bytes)
    }
    try writer.append(last)
  }

  @Test(.covers("TL8", "X2"))
  func theCallersLimitsAreNamedWithWhatWasFound() throws {
    try write()
    let cases: [(WritableKeyPath<ReadLimits, Int>, Int, Int, ReadLimitError.Limit, Int)] = [
      (\.pageByteCount, 999, 0, .page, 1000), (\.pageByteCount, 1000, 3, .page, 0),
      // 14 blocks of 1,024 rows: each row takes 72 bytes of columns and one byte of payload.
      (\.commitByteCount, 1_000_000, 2, .commit, 14 * 1024 * 73),
      (\.commitByteCount, 2_000_000, 3, .commit, 0),
      (\.recordByteCount, 100, 1, .record, 24 + 16 + 100),
    ]
    for (limit, value, commits, name, found) in cases {
      var limits = ReadLimits()
      limits[keyPath: limit] = value
      var reader = try LogReader(path: folder.file, limits: limits, backend: backend)
      var commit = Commit()
      for _ in 0..<commits { #expect(try reader.next(into: &commit)) }
      guard commits < 3 else {
        #expect(try !reader.next(into: &commit) && reader.tail == .open)
        continue
      }
      // The reader throws the same error again.
      for _ in 0..<2 {
        let error = LogError.limit(ReadLimitError(name, found: found, limit: value))
        #expect(throws: error) { _ = try reader.next(into: &commit) }
        #expect("\(error)".contains("\(found) bytes") && "\(error)".contains("\(value)"))
        #expect(commit.isEmpty && reader.tail == nil)
      }
      #expect(throws: LogError.self) {
        _ = try LogWriter(opening: folder.file, limits: limits, backend: backend)
      }
    }
  }
}
