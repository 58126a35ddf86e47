package import Support

/// Turns a SQLite database and its write-ahead log into commits of masked deltas.
///
/// The first commit makes the database as it stood when the log began: page ids are SQLite's page
/// numbers, a page that is all zeros is only created. Every transaction of the log follows as one
/// commit: pages it adds, one delta a frame from that page's image before, pages it cuts off.
/// A frame that changes nothing stays as an empty delta, so that frames and deltas can be counted
/// against each other. Applying every commit gives the file that SQLite's own checkpoint leaves,
/// byte for byte. Memory: the database and one transaction.
package struct SQLiteWALImporter {
  /// The one source its deltas name: "sqlite-wal".
  package private(set) var sources = SourceTable()
  /// What was imported so far, complete once `next` has answered nil.
  package internal(set) var report: SQLiteWALImportReport
  private var database: SQLiteDatabase
  private var wal: SQLiteWALReader
  private var difference: PageDifference
  private let zeros: ArraySlice<UInt8>
  private let source: Source

  /// Every page's newest image, cut off or not: SQLite finds it again when the database regrows.
  private var images: [Int: ArraySlice<UInt8>] = [:]
  private var epochs: [Int: Epoch] = [:]
  private var pageCount = 0
  private var deltaCount: UInt64 = 0

  /// Checks that the two belong together.
  package init(
    database: ByteSource, wal: ByteSource, backend: Backend
  ) throws(SQLiteWALError) {
    self.wal = try SQLiteWALReader(wal)
    self.database = try SQLiteDatabase(database)
    let pageByteCount = self.wal.header.pageByteCount
    guard self.database.pageByteCount == pageByteCount else {
      throw .pageSizeMismatch(database: self.database.pageByteCount, wal: pageByteCount)
    }
    difference = PageDifference(backend: backend)
    zeros = ArraySlice([UInt8](repeating: 0, count: pageByteCount))
    source = sources.intern("sqlite-wal")
    report = SQLiteWALImportReport(
      pageByteCount: pageByteCount, readByteCount: database.byteCount + wal.byteCount)
  }

  /// A name for the trace that the same log always gets: its salts.
  var logID: UInt64 { UInt64(bigEndian: wal.header.salts) }

  /// The next commit, or nil behind the last.
  package mutating func next() throws(SQLiteWALError) -> Commit? {
    guard report.commitCount > 0 else { return try baseCommit() }
    guard let transaction = try wal.next() else {
      report.wal = wal.summary
      guard report.wal.commitCount > 0 else {
        throw .noCommittedFrame(uncommittedFrameCount: report.wal.uncommittedFrameCount)
      }
      return nil
    }
    return try commit(transaction)
  }
}

extension SQLiteWALImporter {
  private mutating func baseCommit() throws(SQLiteWALError) -> Commit {
    var commit = Commit()
    resize(to: database.pageCount, &commit)
    var page = 0
    while let image = try database.nextImage() {
      page += 1
      guard image != zeros else { continue }
      report.baseDeltaCount += 1
      write(page, from: zeros, to: ArraySlice(Array(image)), &commit)
    }
    report.basePageCount = page
    return finish(commit)
  }

  private mutating func commit(
    _ transaction: SQLiteWALTransaction
  ) throws(SQLiteWALError) -> Commit {
    let before = pageCount
    let after = transaction.databasePageCount
    let known = report.basePageCount + wal.summary.committedFrameCount
    // The page that holds byte 2^30 is never written, so one may be in neither file.
    guard after <= known + 1 else { throw .pagesMissing(databasePageCount: after, known: known) }
    var commit = Commit()
    resize(to: max(before, after), &commit)
    var added = after > before ? Set(before + 1...after) : []
    for frame in 0..<transaction.frameCount {
      let page = transaction.pageNumbers[frame]
      let image = ArraySlice(Array(transaction.image(at: frame)))
      if page > after {
        report.cutFrameCount += 1
        images[page] = image
        continue
      }
      let isNew = added.remove(page) != nil
      write(page, from: isNew ? zeros : images[page] ?? zeros, to: image, &commit)
    }
    for page in added.sorted() {
      guard let image = images[page], image != zeros else { continue }
      report.restoredPageCount += 1
      write(page, from: zeros, to: image, &commit)
    }
    resize(to: after, &commit)
    return finish(commit)
  }

  /// Makes or removes pages at the end.
  private mutating func resize(to count: Int, _ commit: inout Commit) {
    for page in pageCount..<max(count, pageCount) {
      commit.creations.append(
        Commit.Creation(id: PageID(UInt64(page + 1)), byteCount: report.pageByteCount))
      epochs[page + 1] = .zero
    }
    for page in count..<max(count, pageCount) {
      commit.removals.append(PageID(UInt64(page + 1)))
      epochs[page + 1] = nil
    }
    pageCount = count
  }

  private mutating func write(
    _ page: Int, from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>, _ commit: inout Commit
  ) {
    guard let epoch = (epochs[page] ?? .zero).next else {
      preconditionFailure("a page has fewer frames than there are epochs")
    }
    epochs[page] = epoch
    deltaCount += 1
    let header = DeltaHeader(
      id: DeltaID(deltaCount), page: PageID(UInt64(page)), epoch: epoch, source: source)
    let changed = difference.append(from: old, to: new, header, to: &commit.deltas)
    report.changedByteCount += changed
    if changed == 0 { report.unchangedFrameCount += 1 }
    images[page] = new
  }

  private mutating func finish(_ commit: consuming Commit) -> Commit {
    commit.sources = sources
    report.commitCount += 1
    report.deltaCount += commit.deltas.count
    report.pageCount = pageCount
    return commit
  }
}
