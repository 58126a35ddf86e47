/// The content of a log, counted by reading all of it, and the log's end.
///
///     let log = try LogSummary(path: "state.mmsblog", backend: backend)
///     print(log.commitCount, log.tail)
public struct LogSummary: Equatable, Sendable {
  /// Whole commits; all other counts of content cover these commits only.
  public private(set) var commitCount = 0
  /// Deltas.
  public private(set) var deltaCount = 0
  /// Pages made.
  public private(set) var creationCount = 0
  /// Pages removed.
  public private(set) var removalCount = 0
  /// Replacements of a page's metadata.
  public private(set) var metadataCount = 0
  /// Edges between pages that were added or removed.
  public private(set) var edgeCount = 0
  /// Runs of file frames that were allocated or freed.
  public private(set) var frameRunCount = 0
  /// Functions of derived pages that were set.
  public private(set) var functionCount = 0
  /// Commits whose epochs may go back.
  public private(set) var uncheckedCommitCount = 0
  /// Named sources.
  public private(set) var sourceCount = 0
  /// Page bytes in the deltas' ranges.
  public private(set) var coveredByteCount = 0
  /// Bytes that the deltas carry.
  public private(set) var payloadByteCount = 0
  /// The greatest epoch, nil without deltas.
  public private(set) var lastEpoch: Epoch?
  /// The earliest known time, nil if none is known.
  public private(set) var firstTimestamp: UInt64?
  /// The latest known time.
  public private(set) var lastTimestamp: UInt64?
  /// Bytes of the file.
  public let fileByteCount: Int
  /// Bytes of the header, the whole commits and a close record.
  public private(set) var validByteCount = 0
  /// The log's end; `torn` and `damaged` give place and fault.
  public private(set) var tail = LogTail.open

  /// Reads a log to its end.
  ///
  /// Damage ends the count and is reported in `tail`; every other error is thrown.
  public init(
    path: String, limits: ReadLimits = ReadLimits(), backend: Backend
  ) throws(LogError) {
    var reader = try LogReader(path: path, limits: limits, backend: backend)
    fileByteCount = reader.fileByteCount
    var commit = Commit()
    do throws(LogError) {
      while try reader.next(into: &commit) { add(commit) }
    } catch {
      guard case .recordDamaged = error else { throw error }
    }
    validByteCount = Int(reader.position.offset)
    sourceCount = reader.sources.count - 1
    if let end = reader.tail { tail = end }
  }

  private mutating func add(_ commit: Commit) {
    commitCount += 1
    deltaCount += commit.deltas.count
    creationCount += commit.creations.count
    removalCount += commit.removals.count
    metadataCount += commit.metadata.count
    let extras = commit.extras
    edgeCount += extras.addedEdges.count + extras.removedEdges.count
    frameRunCount += extras.allocations.count + extras.frees.count
    functionCount += extras.functions.count
    uncheckedCommitCount += commit.policy == .unchecked ? 1 : 0
    payloadByteCount += commit.deltas.payloadByteCount
    for row in 0..<commit.deltas.count {
      coveredByteCount += Int(commit.deltas.extents[row].count)
      lastEpoch = max(lastEpoch ?? .zero, Epoch(commit.deltas.epochs[row]))
      let timestamp = commit.deltas.timestamps[row]
      guard timestamp > 0 else { continue }
      firstTimestamp = min(firstTimestamp ?? timestamp, timestamp)
      lastTimestamp = max(lastTimestamp ?? timestamp, timestamp)
    }
  }
}
