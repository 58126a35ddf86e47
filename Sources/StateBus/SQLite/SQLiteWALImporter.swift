package import Support

/// Turns a SQLite database and its write-ahead log into commits of masked deltas.
///
/// The first commit makes the database as the log found it: page ids are SQLite's page numbers, a
/// page of zeros is only created. Every transaction of the log follows as one commit: the pages it
/// adds, one delta a frame from that page's image before, and the pages it cuts off. A frame that
/// changes nothing stays as an empty delta, so that counts of frames and deltas can be compared.
/// Applying every commit gives the file that SQLite's own checkpoint leaves, byte for byte.
/// Memory: the newest image of every page, and one transaction.
package struct SQLiteWALImporter {
  /// The source of all deltas: "sqlite-wal".
  package private(set) var sources = SourceTable()
  /// The figures of the import so far, complete once `next` has answered nil.
  package internal(set) var report: SQLiteWALImportReport
  private var database: SQLiteDatabase
  private var wal: SQLiteWALReader
  private var difference: PageDifference
  private var baseCheck: SQLiteBaseCheck
  private let limits: ReadLimits
  private let zeros: ArraySlice<UInt8>
  private let source: Source

  /// The newest image of every page, also of those cut off: SQLite reuses them when the database
  /// grows again.
  private var images: [Int: ArraySlice<UInt8>] = [:]
  private var epochs: [Int: Epoch] = [:]
  private var pageCount = 0
  private var deltaCount: UInt64 = 0

  /// Checks the headers of both files, and that their page sizes agree.
  package init(
    database: ByteSource, wal: ByteSource, limits: ReadLimits = ReadLimits(), backend: Backend
  ) throws(SQLiteWALError) {
    self.limits = limits
    self.wal = try SQLiteWALReader(wal, limits: limits)
    self.database = try SQLiteDatabase(database)
    let pageByteCount = self.wal.header.pageByteCount
    guard self.database.pageByteCount == pageByteCount else {
      throw .pageSizeMismatch(database: self.database.pageByteCount, wal: pageByteCount)
    }
    difference = PageDifference(backend: backend)
    let firstPage = self.database.firstPage
    let restartCount = self.wal.header.checkpointSequence
    baseCheck = SQLiteBaseCheck(
      firstPage: firstPage, pageCount: self.database.pageCount, restartCount: restartCount)
    zeros = ArraySlice([UInt8](repeating: 0, count: pageByteCount))
    source = sources.intern("sqlite-wal")
    report = SQLiteWALImportReport(
      pageByteCount: pageByteCount, readByteCount: database.byteCount + wal.byteCount,
      restartCount: restartCount, isBaseInRollbackMode: !firstPage.isInWALMode)
  }

  /// The log id of the trace, made of the log's salts, so that the same log gives the same trace.
  var logID: UInt64 { UInt64(bigEndian: wal.header.salts) }

  /// The next commit, or nil behind the last.
  package mutating func next() throws(SQLiteWALError) -> Commit? {
    guard report.commitCount > 0 else { return try baseCommit() }
    guard let transaction = try wal.next() else {
      try finish()
      return nil
    }
    return try commit(transaction)
  }
}

extension SQLiteWALImporter {
  private mutating func baseCommit() throws(SQLiteWALError) -> Commit {
    var commit = Commit()
    try checkState(pageCount: database.pageCount)
    resize(to: database.pageCount, &commit)
    var page = 0
    while let image = try database.nextImage() {
      page += 1
      guard difference.count(from: zeros, to: image) > 0 else { continue }
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
    try checkPages(of: transaction)
    try checkState(pageCount: max(before, after))
    var commit = Commit()
    resize(to: max(before, after), &commit)
    var added = after > before ? Set(before + 1...after) : []
    for frame in 0..<transaction.frameCount {
      let page = transaction.pageNumbers[frame]
      let image = ArraySlice(Array(transaction.image(at: frame)))
      try baseCheck.add(page: page, from: images[page] ?? zeros, to: image)
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

  /// Checks that every page that a transaction adds is known.
  ///
  /// Stops at the first unknown page, so that a stated size of 2^32 costs no more than the known
  /// pages.
  private func checkPages(of transaction: SQLiteWALTransaction) throws(SQLiteWALError) {
    let count = transaction.databasePageCount
    guard count > pageCount else { return }
    let written = Set(transaction.pageNumbers)
    let lockPage = SQLiteDatabase.lockPage(pageByteCount: report.pageByteCount)
    for page in pageCount + 1...count where !written.contains(page) {
      let isKnown = page <= report.basePageCount || images[page] != nil || page == lockPage
      guard isKnown else {
        throw .pageMissing(
          page: page, commit: report.commitCount, pageCount: count,
          restartCount: report.restartCount)
      }
    }
  }

  private func checkState(pageCount: Int) throws(SQLiteWALError) {
    let byteCount = pageCount * report.pageByteCount
    guard byteCount <= limits.stateByteCount else {
      throw .stateTooLarge(byteCount: byteCount, limitByteCount: limits.stateByteCount)
    }
  }

  /// Completes the report, and checks the log's end against the database.
  private mutating func finish() throws(SQLiteWALError) {
    let summary = wal.summary
    report.wal = summary
    guard summary.commitCount > 0 else {
      guard case .damaged(let frame) = summary.end else {
        throw .noCommittedFrame(
          uncommittedFrameCount: summary.uncommittedFrameCount,
          staleFrameCount: summary.staleFrameCount)
      }
      throw .damagedFrame(
        frame: frame,
        followingFrameCount: summary.unreachableFrameCount + summary.staleFrameCount - 1,
        lostCommitCount: summary.unreachableCommitCount)
    }
    report.isBaseTheEnd = try baseCheck.finish(pageCount: pageCount)
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
