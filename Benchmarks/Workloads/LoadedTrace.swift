internal import Measure
internal import Oracle
internal import StateBus
internal import Support

/// A trace's commits in memory, checked to fit together.
struct LoadedTrace {
  /// The first commit: the pages as they stood when recording began.
  let base: Commit
  /// The commits after it.
  let commits: [Commit]
  /// Page bytes after the last commit.
  private let finalByteCount: Int
  /// The place of each page of the trace in a copy, and the bytes of all places.
  private let places: [PageID: Int]
  private let placedByteCount: Int

  /// Reads the whole trace and replays it once, within the limits.
  init(path: String, limits: ReadLimits, backend: Backend) throws(WorkError) {
    let all = try Self.read(path, limits, backend)
    guard all.dropFirst().contains(where: { !$0.deltas.isEmpty }) else {
      throw .invalidInput(
        "\(path) has nothing in it to replay: no delta follows its first commit")
    }
    base = all[0]
    commits = Array(all.dropFirst())
    finalByteCount = try Self.stateByteCount(after: all, path, limits, backend)
    (places, placedByteCount) = Self.places(for: all)
  }

  /// Applies all commits; answers the bytes of the remaining pages.
  private static func stateByteCount(
    after commits: [Commit], _ path: String, _ limits: ReadLimits, _ backend: Backend
  ) throws(WorkError) -> Int {
    let bus = StateBus(backend: backend)
    var (sizes, total): ([PageID: Int], Int) = ([:], 0)
    for (number, commit) in commits.enumerated() {
      for creation in commit.creations {
        sizes[creation.id] = creation.byteCount
        total += creation.byteCount
      }
      guard total <= limits.stateByteCount else {
        let error = ReadLimitError(.state, found: total, limit: limits.stateByteCount)
        throw .invalidInput("\(path): \(error)")
      }
      do throws(StateBusError) { try bus.commit(commit) } catch {
        throw WorkError(error, "commit \(number) of \(path)")
      }
      for id in commit.removals { total -= sizes.removeValue(forKey: id) ?? 0 }
    }
    return total
  }

  /// Places every page behind the one before, in order of id, with room for its largest size.
  private static func places(for commits: [Commit]) -> (places: [PageID: Int], byteCount: Int) {
    var sizes: [PageID: Int] = [:]
    for creation in commits.flatMap(\.creations) {
      sizes[creation.id] = max(sizes[creation.id] ?? 0, creation.byteCount)
    }
    var (places, end): ([PageID: Int], Int) = ([:], 0)
    for (id, size) in sizes.sorted(by: { $0.key < $1.key }) {
      places[id] = end
      end += size
    }
    return (places, end)
  }

  private static func read(
    _ path: String, _ limits: ReadLimits, _ backend: Backend
  ) throws(WorkError) -> [Commit] {
    var commits: [Commit] = []
    let isWhole: Bool
    do throws(LogError) {
      var reader = try LogReader(path: path, limits: limits, backend: backend)
      var commit = Commit()
      while try reader.next(into: &commit) { commits.append(commit) }
      isWhole = reader.tail?.isWhole == true
    } catch { throw .invalidInput("\(path): \(error)") }
    guard isWhole else {
      throw .invalidInput("\(path) ends in the middle of a commit: record it again")
    }
    return commits
  }

  private var rowCount: Int { commits.reduce(0) { $0 + $1.deltas.count } }

  /// The facts of one replay; at most 64 MiB of copies in a batch.
  func facts(backend: String, allocator: String) -> WorkFacts {
    var facts = WorkFacts()
    facts.backendExecuted = backend
    facts.allocatorExecuted = allocator
    facts.operation = "page write"
    facts.operationsPerIteration = rowCount
    facts.bytesPerIteration = ranges.reduce(0) { $0 + $1.byteCount }
    facts.workingSetByteCount = finalByteCount
    let payload = commits.reduce(0) { $0 + $1.deltas.payloadByteCount + $1.deltas.maskByteCount }
    let copyByteCount = max(1, finalByteCount, placedByteCount)
    let limit = max(1, (64 << 20) / copyByteCount)
    facts.iterationLimit = limit
    facts.memoryByteCount = payload + facts.bytesPerIteration + 2 * limit * copyByteCount
    return facts
  }

  private var ranges: [CopiedRanges.Range] {
    var (all, from): ([CopiedRanges.Range], Int) = ([], 0)
    for commit in commits {
      for row in 0..<commit.deltas.count {
        let (page, offset, count) = Self.place(commit.deltas, row)
        let to = places[page, default: 0] + offset
        all.append(CopiedRanges.Range(from: from, to: to, byteCount: count))
        from += count
      }
    }
    return all
  }

  private static func place(_ deltas: DeltaBatch, _ index: Int) -> (PageID, Int, Int) {
    let row = deltas.row(index)
    return (row.page, row.offset, row.count)
  }

  /// The ranges that the deltas cover, for copying them plainly.
  func copiedRanges(copies: Int) throws(WorkError) -> CopiedRanges {
    try CopiedRanges(ranges, targetByteCount: placedByteCount, copies: copies)
  }

  /// The final state's digest by the reference model.
  func modelDigest() -> Digest {
    var model = ModelStore()
    model.apply(base)
    for commit in commits { model.apply(commit) }
    return Digest(of: model.dataBytes)
  }
}

extension ModelStore {
  /// Makes the changes of a commit.
  mutating func apply(_ commit: Commit) {
    for creation in commit.creations {
      create(creation.id.rawValue, byteCount: creation.byteCount)
    }
    for change in commit.metadata {
      setMetadata(change.metadata.blob, of: change.page.rawValue)
    }
    for index in 0..<commit.deltas.count { apply(commit.deltas, index) }
    for id in commit.removals { remove(id.rawValue) }
  }

  private mutating func apply(_ deltas: DeltaBatch, _ index: Int) {
    let row = deltas.row(index)
    let mask = (0..<row.count).map { bit in
      row.form == .ones || row.mask[bit / 64] >> UInt64(bit % 64) & 1 == 1
    }
    let payload = (0..<row.payload.byteCount).map {
      unsafe row.payload.unsafeLoad(fromByteOffset: $0, as: UInt8.self)
    }
    apply(
      page: row.page.rawValue, epoch: row.epoch.rawValue, offset: row.offset, mask: mask,
      payload: payload, isSparse: row.form == .sparse)
  }
}
