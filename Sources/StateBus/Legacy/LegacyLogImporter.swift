package import Support

/// Turns the original MMSB's transaction log into commits.
///
/// The original's log makes no pages, so the first commit makes them, in id order: with the sizes
/// given, or each as long as the longest mask that names it. Every record follows as one commit.
/// A mask that reaches beyond its page loses that part, as it does in the original. Records keep
/// ids, epochs, timestamps, sources and intents byte for byte; of a dense payload only the changed
/// bytes are kept. Epochs may go back, so the commits are unchecked. Memory: one record.
package struct LegacyLogImporter {
  /// The sources that the deltas name.
  package private(set) var sources = SourceTable()
  /// What was imported so far, complete once `next` has answered nil.
  package private(set) var report = LegacyLogImportReport()
  private var reader: LegacyLogReader
  let sizes: [UInt64: Int]
  private var isStarted = false

  /// Verifies the header; without sizes, reads the log once to find them.
  package init(_ log: ByteSource, sizes: [PageID: Int]? = nil) throws(LegacyLogError) {
    reader = try LegacyLogReader(log)
    if let sizes {
      self.sizes = Dictionary(uniqueKeysWithValues: sizes.map { ($0.key.rawValue, $0.value) })
    } else {
      self.sizes = try Self.longestMasks(log)
    }
  }

  /// The next commit, or nil where the log's valid prefix ends.
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
    let isCut = record.append(to: &commit.deltas, pageByteCount: size, sources: &sources)
    commit.sources = sources
    commit.policy = .unchecked
    report.cutRecordCount += isCut ? 1 : 0
    return commit
  }

  /// The size of each page that a log names: its longest mask, at least one byte.
  private static func longestMasks(_ log: ByteSource) throws(LegacyLogError) -> [UInt64: Int] {
    var reader = try LegacyLogReader(log)
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
    _ log: ByteSource, sizes: [PageID: Int]? = nil, into bus: StateBus
  ) throws(LegacyLogError) -> LegacyLogImportReport {
    var importer = try LegacyLogImporter(log, sizes: sizes)
    while let commit = try importer.next() {
      do throws(StateBusError) { try bus.commit(commit) } catch {
        throw .notApplied(error)
      }
    }
    return importer.report
  }
}
