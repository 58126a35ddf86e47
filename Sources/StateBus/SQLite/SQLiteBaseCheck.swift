internal import Support

/// Checks a database against the log that should begin from it, as far as their pages allow.
///
/// A connection that writes the first page raises the page's change counter by one, or repeats the
/// value that the connection itself wrote last. So the log's first image of that page is at most
/// one change ahead of the right database, and the switch to WAL mode is one more change. One wrong
/// database passes: a copy from before a restart of the log, if no later change touched the first
/// page.
struct SQLiteBaseCheck {
  private let base: SQLiteFirstPage
  private let basePageCount: Int
  private let restartCount: UInt32
  private var newest: SQLiteFirstPage
  private var isFirstPageWritten = false
  /// The digests of the database's image and of the newest image, by page that the log wrote.
  private var digests: [Int: (base: Digest, newest: Digest)] = [:]

  /// Starts from the database's state.
  init(firstPage: SQLiteFirstPage, pageCount: Int, restartCount: UInt32) {
    (base, newest, basePageCount) = (firstPage, firstPage, pageCount)
    self.restartCount = restartCount
  }

  /// Takes a page that a frame writes, with the images before and after.
  mutating func add(
    page: Int, from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>
  ) throws(SQLiteWALError) {
    digests[page] = (digests[page]?.base ?? digest(of: old), digest(of: new))
    guard page == 1 else { return }
    newest = SQLiteFirstPage(new)
    guard !isFirstPageWritten else { return }
    isFirstPageWritten = true
    guard newest.changes(since: base) <= (base.isInWALMode ? 1 : 2) else {
      throw .databaseTooOld(
        changeCounter: base.changeCounter, walChangeCounter: newest.changeCounter,
        restartCount: restartCount)
    }
  }

  /// Checks the state after the last commit; answers whether the database had this state already.
  func finish(pageCount: Int) throws(SQLiteWALError) -> Bool {
    guard newest.changes(since: base) >= 0 else {
      throw .databaseTooNew(
        changeCounter: base.changeCounter, walChangeCounter: newest.changeCounter)
    }
    guard newest.isInWALMode else { throw .databaseInRollbackMode }
    if let stated = newest.pageCount, stated != pageCount {
      throw .sizeContradicted(
        pageCount: pageCount, statedPageCount: stated, restartCount: restartCount)
    }
    return pageCount == basePageCount
      && digests.allSatisfy { page, digest in page > pageCount || digest.base == digest.newest }
  }

  private func digest(of image: ArraySlice<UInt8>) -> Digest {
    var builder = DigestBuilder()
    builder.update(image.span.raw)
    return builder.finish()
  }
}
