import Glibc
import StateBus
import TestSupport
import Testing

/// The committed log: its bytes stay readable, and the same commits give the same bytes.
@Suite struct LogGoldenTests {

  /// Three commits with every kind of record, form and coding of a mask, and every width of a
  /// column.
  static func commits() throws -> [Commit] {
    var first = Commit()
    first.creations = [
      .init(id: PageID(1), byteCount: 4096),
      .init(id: PageID(.max), byteCount: 100, location: .gpu),
      .init(id: PageID(2), byteCount: 8, location: .unified),
    ]
    var metadata = Metadata()
    try metadata.insert(Array("4096".utf8), for: "größe")
    first.metadata = [.init(page: PageID(1), metadata: metadata)]
    let importer = first.sources.intern("importer")
    var second = Commit()
    second.sources = first.sources
    func header(_ id: UInt64, _ intent: [UInt8]?) -> DeltaHeader {
      DeltaHeader(
        id: DeltaID(id), page: PageID(id % 2 + 1), epoch: Epoch(id / 2), offset: Int(id) * 4,
        timestamp: 1_760_000_000_000_000_000 + id, source: importer, intent: intent)
    }
    let bytes = (0..<200).map { UInt8($0) }
    func add(_ id: UInt64, _ intent: [UInt8]?, mask: [UInt64], isSparse: Bool) throws {
      let count = isSparse ? mask.reduce(0) { $0 + $1.nonzeroBitCount } : mask.count * 64
      unsafe try second.deltas.append(
        header(id, intent), mask: mask.span, count: mask.count * 64,
        payload: bytes.span.bytes.extracting(0..<count), isSparse: isSparse)
    }
    unsafe try second.deltas.append(header(1, nil), bytes: bytes.span.bytes)
    try add(2, [], mask: [0xdead_beef_0123_4567], isSparse: false)
    try add(3, [0, 0xff], mask: [0xdead_beef_0123_4567], isSparse: true)
    try add(4, nil, mask: [.max, 0, 0xffff], isSparse: false)
    try add(5, nil, mask: [0, 1, .max], isSparse: true)
    try add(6, nil, mask: [.max], isSparse: false)
    try add(0, nil, mask: [.max, .max], isSparse: true)
    var third = Commit()
    third.removals = [PageID(2), PageID(.max)]
    addExtras(to: &second, &third)
    return [first, second, third]
  }

  /// Adds the changes of files and of page graphs.
  private static func addExtras(to second: inout Commit, _ third: inout Commit) {
    second.policy = .unchecked
    second.extras.allocations = [
      .init(file: 1, first: 0, count: 64), .init(file: .max, first: 1 << 40, count: 1),
    ]
    second.extras.functions = [
      .init(page: PageID(2), name: Array("größte".utf8), version: 3),
      .init(page: PageID(1), name: [], version: .max),
    ]
    second.extras.addedEdges = [
      .init(kind: 0, from: PageID(1), to: PageID(2)),
      .init(kind: .max, from: PageID(.max), to: PageID(1)),
    ]
    third.extras.isAfterSync = true
    third.extras.removedEdges = [.init(kind: 0, from: PageID(1), to: PageID(2))]
    third.extras.frees = [.init(file: 1, first: 3, count: 2)]
  }

  /// Writes the committed file anew where the environment has MMSB_WRITE_GOLDEN.
  @Test(.enabled(if: unsafe getenv("MMSB_WRITE_GOLDEN") != nil))
  func theGoldenFileIsMadeAnew() throws {
    try store(try Self.written(Backend.named("scalar")), at: Golden.path("log-v3.mmsblog"))
  }

  /// The bytes of the golden log, as a backend writes them.
  private static func written(_ backend: Backend) throws -> [UInt8] {
    let folder = TemporaryFolder()
    var writer = try LogWriter(
      creating: folder.file, logID: 0x0123_4567_89ab_cdef, backend: backend)
    for commit in try commits() { try writer.append(commit) }
    try writer.close()
    return try contents(of: folder.file)
  }

  @Test(.covers("TL2", "MD-63"), arguments: Variants.backends)
  func committedLogIsReadAndMadeAgainByteForByte(backend: String) throws {
    let backend = try Backend.named(backend)
    #expect(try Self.written(backend) == Golden.bytes("log-v3.mmsblog"))
    let log = try readAll(Golden.path("log-v3.mmsblog"), backend: backend)
    let commits = try Self.commits()
    #expect(log.tail == .closed)
    let found = log.commits.map { PlainCommit($0) }
    let isSame = found == commits.map { PlainCommit($0) }
    #expect(isSame)
  }
}
