package import Support

/// An error in reading SQLite's write-ahead log or its database, in matching the two, or in writing
/// the trace.
package enum SQLiteWALError: CarriesFileError, CarriesLogError, Equatable {
  /// The file has no bytes: SQLite has checkpointed and cut it, or nothing was ever written.
  case empty
  /// The file ends inside its header.
  case truncatedHeader(byteCount: Int)
  /// The first word is not SQLite's.
  case notAWAL(magic: UInt32)
  /// The format is of another version than 3007000.
  case unknownVersion(UInt32)
  /// The log's page size is not a power of two from 512 to 65536.
  case badPageSize(UInt32)
  /// The header's checksum does not match its bytes.
  case headerChecksumMismatch
  /// The log ends before its first commit, without a damaged frame.
  case noCommittedFrame(uncommittedFrameCount: Int, staleFrameCount: Int)
  /// A frame before the first commit is damaged; frames are counted from 0.
  case damagedFrame(frame: Int, followingFrameCount: Int, lostCommitCount: Int)
  /// The database file ends inside its header.
  case databaseTooShort(byteCount: Int)
  /// The database file does not begin with SQLite's magic.
  case notADatabase
  /// The database's page size is not a power of two from 512 to 65536.
  case badDatabasePageSize(Int)
  /// The database file is not a whole number of pages.
  case partialDatabasePage(byteCount: Int, pageByteCount: Int)
  /// The database's pages have another size than the log's.
  case pageSizeMismatch(database: Int, wal: Int)
  /// A transaction, counted from 1, adds a page that neither the database nor the log has.
  case pageMissing(page: Int, commit: Int, pageCount: Int, restartCount: UInt32)
  /// The first page's change counter jumps from the database to the log.
  case databaseTooOld(changeCounter: UInt32, walChangeCounter: UInt32, restartCount: UInt32)
  /// The first page's change counter is behind the database's at the log's end.
  case databaseTooNew(changeCounter: UInt32, walChangeCounter: UInt32)
  /// The first page says that the database is not in WAL mode, and the log doesn't write that page.
  case databaseInRollbackMode
  /// The last commit's page count differs from the one that the first page states.
  case sizeContradicted(pageCount: Int, statedPageCount: Int, restartCount: UInt32)
  /// A transaction, counted from 1, is larger than the caller's limit for commits.
  case commitTooLarge(commit: Int, limitByteCount: Int)
  /// The database is larger than the caller's limit for all pages.
  case stateTooLarge(byteCount: Int, limitByteCount: Int)
  /// The trace can't be written.
  case log(LogError)
  /// The system refused to read.
  case file(FileError)

  package var kind: ErrorKind {
    switch self {
    case .log(let error): error.kind
    case .file(let error): error.kind
    case .headerChecksumMismatch, .truncatedHeader, .badPageSize, .damagedFrame,
      .badDatabasePageSize, .databaseTooShort, .partialDatabasePage:
      .damaged
    case .empty, .notAWAL, .unknownVersion, .noCommittedFrame, .notADatabase, .pageSizeMismatch,
      .pageMissing, .databaseTooOld, .databaseTooNew, .databaseInRollbackMode, .sizeContradicted:
      .input
    case .commitTooLarge, .stateTooLarge: .usage
    }
  }

  /// Whether the database, not the log, should be replaced.
  package var isAboutDatabase: Bool {
    switch self {
    case .databaseTooShort, .notADatabase, .badDatabasePageSize, .partialDatabasePage,
      .pageSizeMismatch, .pageMissing, .databaseTooOld, .databaseTooNew, .databaseInRollbackMode,
      .sizeContradicted:
      true
    case .empty, .truncatedHeader, .notAWAL, .unknownVersion, .badPageSize,
      .headerChecksumMismatch, .noCommittedFrame, .damagedFrame, .commitTooLarge, .stateTooLarge,
      .log, .file:
      false
    }
  }

  package var description: String {
    switch self {
    case .empty:
      "the WAL is empty: commit something while it is kept (wal_autocheckpoint = 0), then copy it"
    case .truncatedHeader(let byteCount):
      "the WAL ends inside its 32-byte header, after \(byteCount) bytes: copy the whole file"
    case .notAWAL(let magic):
      "not a SQLite WAL: it begins with 0x\(magic.hexadecimal), not 0x377f0682 or 0x377f0683"
    case .unknownVersion(let version):
      "the WAL has version \(version); the one known is 3007000"
    case .badPageSize(let size):
      "the WAL's page size is \(size), not a power of two from 512 to 65536: its header is damaged"
    case .headerChecksumMismatch:
      "the WAL's header does not match its checksum: it is damaged, copy the file again"
    case .noCommittedFrame(let uncommitted, let stale):
      "the WAL holds no committed frame (\(uncommitted) uncommitted, \(stale) from before its "
        + "restart): commit in SQLite, then copy it"
    case .damagedFrame(let frame, let following, let lost):
      "frame \(frame) of the WAL (the first is 0) is damaged and nothing before it is committed; "
        + "\(following) frames lie behind it, \(lost) commits are lost: copy the file again"
    case .databaseTooShort(let byteCount):
      "the database has \(byteCount) bytes, fewer than its header's 100: copy the whole file"
    case .notADatabase:
      "the database does not begin with \"SQLite format 3\": give the file that the WAL belongs to"
    case .badDatabasePageSize(let size):
      "the database's page size is \(size), not a power of two from 512 to 65536: "
        + "its header is damaged"
    case .partialDatabasePage(let byteCount, let pageByteCount):
      "the database has \(byteCount) bytes, not a whole number of \(pageByteCount)-byte pages: "
        + "copy the whole file"
    case .pageSizeMismatch(let database, let wal):
      "the database's pages have \(database) bytes, the WAL's \(wal): they don't belong together"
    case .pageMissing(let page, let commit, let count, let restarts):
      "page \(page) is neither in the database nor in the WAL, whose commit \(commit) makes "
        + "\(count) pages: \(Self.wayOut(restarts))"
    case .databaseTooOld(let counter, let walCounter, let restarts):
      "the database's change counter is \(counter), the WAL's first is \(walCounter): changes "
        + "between are in neither file: \(Self.wayOut(restarts))"
    case .databaseTooNew(let counter, let walCounter):
      "the database's change counter is \(counter), the WAL's last is \(walCounter): the database "
        + "was copied after this WAL: \(Self.wayOut(0))"
    case .databaseInRollbackMode:
      "the database is not in WAL mode: it was copied before PRAGMA journal_mode = WAL changed "
        + "its first page, which the WAL does not hold: copy it after that"
    case .sizeContradicted(let count, let stated, let restarts):
      "the WAL's last commit makes \(count) pages, the first page states \(stated): "
        + Self.wayOut(restarts)
    case .commitTooLarge(let commit, let limit):
      "commit \(commit) of the WAL has more bytes than the limit of \(limit): "
        + "--max-commit raises it"
    case .stateTooLarge(let byteCount, let limit):
      "the database's pages have \(byteCount) bytes, the limit is \(limit): --max-state raises it"
    case .log(let error):
      error.description
    case .file(let error):
      error.description
    }
  }

  private static func wayOut(_ restartCount: UInt32) -> String {
    let began = "give the database file as it stood when this WAL began"
    guard restartCount > 0 else { return began }
    return began + ", after its last restart (it was restarted: checkpoint sequence "
      + "\(restartCount))"
  }
}
