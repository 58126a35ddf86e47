/// The work of a trace on its pages: counts of pages and deltas, changed bytes, and runs.
///
/// One pass over the log. Memory: one commit, and the size of each page.
///
///     let info = try TraceInfo(path: "app.mmsblog", backend: try Backend.preferred())
public struct TraceInfo: Equatable, Sendable {
  /// The log's name.
  public let path: String
  /// The log's bytes up to the end of the last whole commit, or of the close record behind it.
  public private(set) var byteCount = 0
  /// The log's end.
  public private(set) var tail = LogTail.open
  /// Whole commits.
  public private(set) var commitCount = 0
  /// Deltas in the whole commits.
  public private(set) var deltaCount = 0
  /// Deltas that change nothing but their page's epoch.
  public private(set) var emptyDeltaCount = 0
  /// Deltas of the first commit, which makes the base image.
  public private(set) var baseDeltaCount = 0
  /// Pages made.
  public private(set) var creationCount = 0
  /// Pages removed.
  public private(set) var removalCount = 0
  /// Bytes of the smallest page ever made.
  public private(set) var smallestPageByteCount = 0
  /// Bytes of the largest page ever made.
  public private(set) var largestPageByteCount = 0
  /// The largest sum of the bytes of all pages, over time.
  public private(set) var largestStateByteCount = 0
  /// Bytes of the pages that the deltas change; each delta counts its whole page.
  public private(set) var pageWriteByteCount = 0
  /// Bytes in the ranges that the deltas span.
  public private(set) var coveredByteCount = 0
  /// The runs of changed bytes.
  public private(set) var runs = RunHistogram()
  private var pageByteCounts: [UInt64: Int] = [:]

  /// Pages at the end.
  public var pageCount: Int { pageByteCounts.count }
  /// Bytes of the pages at the end.
  public private(set) var stateByteCount = 0
  /// Bytes that the deltas change.
  public var changedByteCount: Int { runs.byteCount }
  /// The share of the written pages' bytes that changes; nil for a trace that writes none.
  public var density: Double? { Self.ratio(changedByteCount, pageWriteByteCount) }
  /// Log bytes for each delta; nil for a trace without.
  public var bytesPerDelta: Double? { Self.ratio(byteCount, deltaCount) }

  /// Reads a log to its end.
  ///
  /// Damage is an error; a torn end is reported in `tail`.
  public init(
    path: String, limits: ReadLimits = ReadLimits(), backend: Backend
  ) throws(LogError) {
    self.path = path
    var reader = try LogReader(path: path, limits: limits, backend: backend)
    var commit = Commit()
    while try reader.next(into: &commit) { add(commit) }
    byteCount = Int(reader.position.offset)
    if let end = reader.tail { tail = end }
  }

  private mutating func add(_ commit: Commit) {
    for creation in commit.creations {
      let size = creation.byteCount
      smallestPageByteCount = creationCount == 0 ? size : min(smallestPageByteCount, size)
      largestPageByteCount = max(largestPageByteCount, size)
      creationCount += 1
      let replaced = pageByteCounts.updateValue(size, forKey: creation.id.rawValue) ?? 0
      stateByteCount += size - replaced
    }
    largestStateByteCount = max(largestStateByteCount, stateByteCount)
    for index in 0..<commit.deltas.count { add(commit.deltas.row(index)) }
    for page in commit.removals {
      stateByteCount -= pageByteCounts.removeValue(forKey: page.rawValue) ?? 0
    }
    removalCount += commit.removals.count
    deltaCount += commit.deltas.count
    if commitCount == 0 { baseDeltaCount = commit.deltas.count }
    commitCount += 1
  }

  private mutating func add(_ row: borrowing DeltaRow) {
    pageWriteByteCount += pageByteCounts[row.page.rawValue] ?? 0
    coveredByteCount += row.count
    let before = runs.byteCount
    if row.form != .ones {
      runs.add(mask: row.mask)
    } else if row.count > 0 {
      runs.add(run: row.count)
    }
    if runs.byteCount == before { emptyDeltaCount += 1 }
  }

  private static func ratio(_ part: Int, _ whole: Int) -> Double? {
    whole == 0 ? nil : Double(part) / Double(whole)
  }
}
