package import Support

/// Turns the original MMSB's transaction log into commits.
///
/// The original's log does not make pages, so the first commit makes them, in id order: with the
/// sizes given, or each as long as the longest mask of its records. Every record follows as one
/// commit. A mask that changes bytes beyond its page is an error, unless masks are cut: the bytes
/// are then dropped, as the original does, and counted. Ids, epochs, timestamps, sources and
/// intents stay as the records have them; of a dense payload only the changed bytes are kept. A
/// record that sets its page's epoch back makes an unchecked commit, and is counted. Memory: one
/// record, and the size and epoch of each page.
package struct LegacyLogImporter {
  /// The sources of the deltas.
  package private(set) var sources = SourceTable()
  /// The figures of the import so far, complete once `next` has answered nil.
  package private(set) var report = LegacyLogImportReport()
  private var reader: LegacyLogReader
  let sizes: [UInt64: Int]
  private let isCuttingMasks: Bool
  private var epochs: [UInt64: UInt32] = [:]
  private var isStarted = false

  /// Verifies the header; without sizes, reads the whole log once to find them.
  package init(
    _ log: ByteSource, sizes: [PageID: Int]? = nil, isCuttingMasks: Bool = false,
    limits: ReadLimits = ReadLimits()
  ) throws(LegacyLogError) {
    reader = try LegacyLogReader(log, limits: limits)
    self.isCuttingMasks = isCuttingMasks
    if let sizes {
      self.sizes = Dictionary(uniqueKeysWithValues: sizes.map { ($0.key.rawValue, $0.value) })
    } else {
      self.sizes = try Self.longestMasks(log, limits)
    }
    try Self.check(self.sizes, limits)
  }

  private static func check(
    _ sizes: [UInt64: Int], _ limits: ReadLimits
  ) throws(LegacyLogError) {
    var byteCount = 0
    for size in sizes.values {
      let (sum, isTooLarge) = byteCount.addingReportingOverflow(size)
      byteCount = isTooLarge ? .max : sum
    }
    guard byteCount <= limits.stateByteCount else {
      throw .stateTooLarge(byteCount: byteCount, limitByteCount: limits.stateByteCount)
    }
  }

  /// Makes the next commit; answers nil at the end of the log's valid prefix.
  package mutating func next() throws(LegacyLogError) -> Commit? {
    var commit = Commit()
    guard isStarted else {
      isStarted = true
      commit.creations = sizes.sorted { $0.key < $1.key }.map {
        Commit.Creation(id: PageID($0.key), byteCount: $0.value)
      }
      report.pageCount = sizes.count
      return commit
    }
    guard let record = try reader.next() else {
      report.recordCount = reader.recordCount
      report.validByteCount = reader.validByteCount
      report.tail = reader.tail
      return nil
    }
    guard let size = sizes[record.pageID] else {
      throw .unknownPage(deltaID: record.deltaID, pageID: record.pageID)
    }
    try cut(record, pageByteCount: size)
    record.append(to: &commit.deltas, pageByteCount: size, sources: &sources)
    commit.sources = sources
    if record.epoch < epochs.updateValue(record.epoch, forKey: record.pageID) ?? 0 {
      commit.policy = .unchecked
      report.backwardEpochCount += 1
    }
    return commit
  }

  /// Counts the changed bytes beyond the page, or refuses the record unless masks are cut.
  private mutating func cut(
    _ record: LegacyLogRecord, pageByteCount: Int
  ) throws(LegacyLogError) {
    let count = record.changedByteCount(beyond: pageByteCount)
    guard count > 0 else { return }
    guard isCuttingMasks else {
      let last = record.mask.lastIndex { $0 != 0 } ?? 0
      throw .maskBeyondPage(
        deltaID: record.deltaID, pageID: record.pageID, maskByteCount: last + 1,
        pageByteCount: pageByteCount)
    }
    report.cutRecordCount += 1
    report.cutByteCount += count
  }

  /// The size of each page that a log names: its longest mask, at least one byte.
  private static func longestMasks(
    _ log: ByteSource, _ limits: ReadLimits
  ) throws(LegacyLogError) -> [UInt64: Int] {
    var reader = try LegacyLogReader(log, limits: limits)
    var sizes: [UInt64: Int] = [:]
    while let record = try reader.next() {
      sizes[record.pageID] = max(sizes[record.pageID] ?? 1, record.mask.count)
    }
    return sizes
  }
}

extension LegacyLogImporter {
  /// Replays a log's valid prefix into an engine that has none of its pages.
  package static func replay(
    _ log: ByteSource, sizes: [PageID: Int]? = nil, isCuttingMasks: Bool = false,
    limits: ReadLimits = ReadLimits(), into bus: StateBus
  ) throws(LegacyLogError) -> LegacyLogImportReport {
    var importer = try LegacyLogImporter(
      log, sizes: sizes, isCuttingMasks: isCuttingMasks, limits: limits)
    while let commit = try importer.next() {
      do throws(StateBusError) { try bus.commit(commit) } catch {
        throw .notApplied(error)
      }
    }
    return importer.report
  }
}
