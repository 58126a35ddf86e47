internal import Measure
internal import Oracle
internal import StateBus
internal import Support

/// Equal-length deltas over equal pages, drawn from a seed.
struct GeneratedDeltas: Sendable {
  /// One delta: its place and its changes.
  struct Row: Sendable {
    var page: Int
    var offset: Int
    var mask: [Bool]
    var payload: [UInt8]
  }

  let pageCount: Int
  let pageByteCount: Int
  let deltaByteCount: Int
  let isSparse: Bool
  let rows: [Row]

  init(_ request: WorkRequest) throws(WorkError) {
    let (page, delta) = (request.pageByteCount, request.deltaByteCount)
    guard delta >= 1, delta <= page else {
      throw .invalidInput("deltaBytes \(delta) does not fit a page of \(page) bytes")
    }
    pageCount = max(1, request.workingSetByteCount / page)
    pageByteCount = page
    deltaByteCount = delta
    isSparse = request.density < 1
    var random = SplitMix64(seed: request.seed &+ UInt64(request.worker) &* 0x9e37_79b9)
    var rows: [Row] = []
    for _ in 0..<min(20_000, max(64, (4 << 20) / delta)) {
      let mask = Self.mask(delta, request.density, request.pattern, &random)
      let payload = (0..<mask.count { $0 }).map { _ in UInt8.random(in: 0...255, using: &random) }
      rows.append(
        Row(
          page: Int.random(in: 0..<pageCount, using: &random),
          offset: Int.random(in: 0...page - delta, using: &random), mask: mask, payload: payload))
    }
    self.rows = rows
  }

  /// Flags that are set with this density, singly or in runs of 32.
  static func mask(
    _ count: Int, _ density: Double, _ pattern: Pattern, _ random: inout SplitMix64
  ) -> [Bool] {
    guard density < 1 else { return [Bool](repeating: true, count: count) }
    guard pattern == .runs else {
      return (0..<count).map { _ in Double.random(in: 0..<1, using: &random) < density }
    }
    var mask: [Bool] = []
    while mask.count < count {
      let isSet = Double.random(in: 0..<1, using: &random) < density
      mask += [Bool](repeating: isSet, count: min(32, count - mask.count))
    }
    return mask
  }

  /// The rows as a batch of the engine; all of epoch 1, so that a batch can be applied again.
  var batch: DeltaBatch {
    var batch = DeltaBatch()
    let wordCount = isSparse ? rows.count * ((deltaByteCount + 63) / 64) : 0
    batch.reserve(
      rows: rows.count, payloadBytes: rows.count * deltaByteCount, maskWords: wordCount)
    for (index, row) in rows.enumerated() {
      let header = DeltaHeader(
        id: DeltaID(UInt64(index)), page: PageID(UInt64(row.page)), epoch: Epoch(1),
        offset: row.offset)
      do throws(DeltaError) { try append(row, header, to: &batch) } catch {
        preconditionFailure("a generated delta is well formed: \(error)")
      }
    }
    return batch
  }

  /// The rows as one commit.
  var commit: Commit {
    var commit = Commit()
    commit.deltas = batch
    return commit
  }

  private func append(
    _ row: Row, _ header: DeltaHeader, to batch: inout DeltaBatch
  ) throws(DeltaError) {
    guard isSparse else { return unsafe try batch.append(header, bytes: row.payload.span.bytes) }
    var words = [UInt64](repeating: 0, count: (row.mask.count + 63) / 64)
    for (bit, isSet) in row.mask.enumerated() where isSet {
      words[bit / 64] |= 1 << UInt64(bit % 64)
    }
    unsafe try batch.append(
      header, mask: words.span, count: row.mask.count, payload: row.payload.span.bytes,
      isSparse: true)
  }

  /// An engine with the pages, zeroed, and with a log where one is given.
  func makeBus(
    _ request: WorkRequest, backend: Backend, log: consuming sending LogWriter? = nil
  ) throws(WorkError) -> StateBus {
    let choice = try AllocatorChoice.requested(request)
    do throws(StateBusError) {
      let bus = StateBus(allocator: choice, backend: backend)
      if let log = consume log { try bus.attach(log) }
      try bus.commit(creations)
      return bus
    } catch {
      throw .environment("\(error)")
    }
  }

  /// The commit that makes the pages.
  private var creations: Commit {
    var commit = Commit()
    commit.creations = (0..<pageCount).map {
      Commit.Creation(id: PageID(UInt64($0)), byteCount: pageByteCount)
    }
    return commit
  }

  /// The digest of the pages once the rows were applied, by the reference model.
  var modelDigest: Digest {
    var model = ModelStore()
    for id in 0..<pageCount { model.create(UInt64(id), byteCount: pageByteCount) }
    for row in rows {
      model.apply(
        page: UInt64(row.page), epoch: 1, offset: row.offset, mask: row.mask,
        payload: row.payload, isSparse: isSparse)
    }
    return Digest(of: model.dataBytes)
  }

  /// The rows' ranges, for copying them plainly.
  func copiedRanges() throws(WorkError) -> CopiedRanges {
    let ranges = rows.enumerated().map { index, row in
      CopiedRanges.Range(
        from: index * deltaByteCount, to: row.page * pageByteCount + row.offset,
        byteCount: deltaByteCount)
    }
    return try CopiedRanges(
      ranges, targetByteCount: pageCount * pageByteCount, copies: 1)
  }

  /// The facts of one application of the batch.
  func facts(backend: String, allocator: String) -> WorkFacts {
    var facts = WorkFacts()
    facts.backendExecuted = backend
    facts.allocatorExecuted = allocator
    facts.bytesPerIteration = rows.count * deltaByteCount
    facts.operationsPerIteration = rows.count
    facts.operation = "delta"
    facts.workingSetByteCount = pageCount * pageByteCount
    facts.memoryByteCount = 2 * facts.workingSetByteCount + 4 * facts.bytesPerIteration
    return facts
  }
}

extension AllocatorChoice {
  /// The allocator that a cell requests.
  static func requested(_ request: WorkRequest) throws(WorkError) -> AllocatorChoice {
    do throws(UnknownAllocator) { return try named(request.allocator) } catch {
      throw .invalidInput("\(error)")
    }
  }
}
