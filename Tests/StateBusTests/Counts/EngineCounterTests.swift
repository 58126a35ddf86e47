import Machine
import StateBus
import TestSupport
import Testing

/// The engine's counts of its own work; one test at a time takes the worker number.
@Suite(.serialized) struct EngineCounterTests {
  /// The counts of a body on a worker's thread by name, without zeros.
  static func counted(_ body: () throws -> Void) throws -> [String: Int64] {
    // Teams of other tests are smaller, so this number is free.
    let worker = 901
    WorkerNumber.take(worker)
    defer { WorkerNumber.giveBack() }
    try #require(WorkerNumber.current == worker)
    let before = EngineCounters.all.map { $0.read(worker) }
    try body()
    let after = EngineCounters.all.map { $0.read(worker) }
    let pairs = zip(EngineCounters.all.map(\.name), zip(after, before).map { $0 - $1 })
    return Dictionary(uniqueKeysWithValues: pairs).filter { $0.value != 0 }
  }

  @Test func namesAreWordsAndUnique() {
    let names = EngineCounters.all.map(\.name)
    #expect(Set(names).count == names.count && !names.isEmpty)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
    #expect(EngineCounters.all.allSatisfy { ["count", "B"].contains($0.unit) })
  }

  /// The same work has the same counts on every backend and allocator.
  @Test(arguments: Variants.backends, Variants.allocators)
  func knownWorkOnPagesIsCountedExactly(backend: String, allocator: String) throws {
    let counts = try Self.counted {
      try Self.work(StateBus.inMemory(allocator, backend: backend))
    }
    // Commits: two make a page, one has a batch, one has every change. Pages: two are made alone,
    // two by the last commit, which removes one, and three restored. Frames: the commit that fails
    // takes one and frees it; the store frees all of its frames.
    let expected: [String: Int64] = [
      "commits_applied": 4, "batches_applied": 4, "deltas_applied": 13,
      "bytes_spanned": 933, "payload_bytes": 808, "pages_created": 7, "pages_removed": 4,
      "frames_allocated": 8, "frames_freed": 8, "frame_bytes_allocated": 8557,
    ]
    #expect(counts == expected)
  }

  private static func work(_ store: StateBus) throws {
    try store.create(PageID(1), byteCount: 4096)
    let other = try store.create(byteCount: 100)
    try store.apply(try batch())
    var wrong = DeltaBatch()
    try append(&wrong, page: 77, count: 8)
    #expect(throws: BatchError.self) { try store.apply(wrong) }
    var commit = Commit()
    commit.creations = [.init(id: PageID(8), byteCount: 64), .init(id: PageID(9), byteCount: 65)]
    try append(&commit.deltas, page: 9, count: 65)
    commit.removals = [other]
    try store.commit(commit)
    var failing = Commit()
    failing.creations = [.init(id: PageID(10), byteCount: 7)]
    failing.removals = [PageID(77)]
    #expect(throws: StateBusError.self) { try store.commit(failing) }
    try store.put(store.pages.images())
  }

  /// Ten deltas without a mask, a dense one, and a sparse one.
  private static func batch() throws -> DeltaBatch {
    var batch = DeltaBatch()
    try append(&batch, page: 3, count: 3)
    batch.removeAll()
    for _ in 0..<10 { try append(&batch, page: 1, count: 64) }
    let header = DeltaHeader(id: DeltaID(1), page: PageID(1), epoch: Epoch(1))
    let (mask, bytes): ([UInt64], [UInt8]) = ([0b1011, 0], Array(repeating: 5, count: 100))
    let span = mask.span
    let payload = unsafe bytes.span.bytes
    try batch.append(header, mask: span, count: 100, payload: payload, isSparse: false)
    try batch.append(
      header, mask: span, count: 128, payload: payload.extracting(0..<3), isSparse: true)
    return batch
  }

  private static func append(_ batch: inout DeltaBatch, page: UInt64, count: Int) throws {
    let bytes = [UInt8](repeating: 3, count: count)
    let header = DeltaHeader(id: DeltaID(1), page: PageID(page), epoch: Epoch(1))
    unsafe try batch.append(header, bytes: bytes.span.bytes)
  }

  /// Reading counts the records, commits and bytes of the file that writing counted.
  @Test(arguments: Variants.backends)
  func logsCountWhatIsInTheFile(backend: String) throws {
    let (folder, backend) = (TemporaryFolder(), try Backend.named(backend))
    let written = try Self.counted { try Self.write(folder.file, backend) }
    let byteCount = Int64(try contents(of: folder.file).count)
    // Records: the source, then twice a page, a delta and a commit, and the close record.
    // Writes: the header, each commit, the close record.
    let expected: [String: Int64] = [
      "log_records_written": 8, "log_commits_written": 2, "log_writes": 4,
      "log_bytes_written": byteCount,
    ]
    #expect(written.filter { $0.key.hasPrefix("log_") } == expected)
    let read = try Self.counted {
      var reader = try LogReader(path: folder.file, backend: backend)
      var commit = Commit()
      while try reader.next(into: &commit) {}
    }
    #expect(read["log_records_read"] == written["log_records_written"])
    #expect(read["log_commits_read"] == 2 && read["log_bytes_read"] == byteCount)
  }

  private static func write(_ path: String, _ backend: Backend) throws {
    var limits = LogLimits()
    limits.pageByteCount = 64
    var writer = try LogWriter(creating: path, limits: limits, backend: backend)
    for id: UInt64 in 1...2 {
      var commit = Commit()
      let source = commit.sources.intern("someone")
      commit.creations = [.init(id: PageID(id), byteCount: 64)]
      let header = DeltaHeader(
        id: DeltaID(id), page: PageID(id), epoch: Epoch(1), source: source)
      unsafe try commit.deltas.append(header, bytes: [UInt8](repeating: 1, count: 64).span.bytes)
      try writer.append(commit)
    }
    var large = Commit()
    large.creations = [.init(id: PageID(3), byteCount: 65)]
    #expect(throws: LogError.self) { try writer.append(large) }
    try writer.close()
  }

  @Test(arguments: Variants.backends)
  func kernelsCountTheirBuffers(backend: String) throws {
    let backend = try Backend.named(backend)
    let counts = try Self.counted { try Self.callEveryKernel(backend) }
    #expect(counts == ["kernel_calls": 13, "kernel_buffers": 13, "kernel_bytes": 13 * 100])
    var layout = BufferLayout(byteCount: 64, count: 5)
    layout.passes = 3
    let batch = try Self.counted {
      var sums = [UInt32](repeating: 0, count: 5)
      var span = sums.mutableSpan
      let bytes = [UInt8](repeating: 1, count: 320)
      unsafe try backend.crc32c(of: bytes.span.bytes, into: &span, layout: layout)
      #expect(throws: KernelError.self) {
        unsafe try backend.crc32c(
          of: bytes.span.bytes.extracting(1..<9), into: &span, layout: layout)
      }
    }
    #expect(batch == ["kernel_calls": 1, "kernel_buffers": 15, "kernel_bytes": 15 * 64])
  }

  /// Calls each kernel once, over 100 bytes or bits.
  private static func callEveryKernel(_ backend: Backend) throws {
    let (old, new) = ([UInt8](repeating: 1, count: 100), [UInt8](repeating: 2, count: 100))
    var (first, second) = (old, new)
    var (bits, others): ([UInt64], [UInt64]) = ([6, 0], [5, 0])
    var page = first.mutableSpan
    var target = unsafe page.mutableBytes
    var packed = second.mutableSpan
    var room = unsafe packed.mutableBytes
    var mask = bits.mutableSpan
    var newer = others.mutableSpan
    let before = unsafe old.span.bytes
    let after = unsafe new.span.bytes
    let two: [UInt64] = [6, 0]
    try backend.applyDense(after, mask: two.span, to: &target)
    try backend.applySparse(after.extracting(0..<2), mask: two.span, to: &target)
    try backend.merge(after, mask: two.span, into: &target, mask: &mask)
    _ = try backend.diff(from: before, to: after, mask: &newer)
    _ = try backend.compress(after, mask: two.span, into: &room)
    _ = try backend.diffCompress(from: before, to: after, mask: &newer, into: &room)
    try backend.pack(after, into: &mask)
    try backend.unpack(two.span, into: &target)
    _ = try backend.population(of: two.span, count: 100)
    _ = try backend.unite(two.span, count: 100, into: &mask, at: 0)
    let count = try backend.rleEncode(two.span, count: 100, into: &room)
    let runs = Array(second.prefix(count))
    unsafe try backend.rleDecode(runs.span.bytes, into: &mask, count: 100)
    _ = backend.crc32c(of: before)
  }

  /// A thread that is not a worker counts too, and its counts outlive the thread.
  @Test func threadsThatAreNoWorkersCountInTheTotal() throws {
    let deltas = try #require(EngineCounters.all.first { $0.name == "deltas_applied" })
    let before = deltas.read(nil)
    let failures = Threads.run(4) { _ -> String? in
      do {
        let store = try StateBus.inMemory()
        try store.create(PageID(1), byteCount: 4096)
        let batch = try Self.batch()
        for _ in 0..<1000 { try store.apply(batch) }
        return nil
      } catch { return "\(error)" }
    }
    #expect(failures.compactMap(\.self) == [])
    // Other tests count at the same time, so the threads' counts are a lower bound.
    #expect(deltas.read(nil) - before >= 4 * 1000 * 12)
    #expect(WorkerNumber.current == nil)
  }
}
