package import Support

/// Why a file can't be read as SQLite's write-ahead log, does not belong to its database, or can't
/// be made a trace.
package enum SQLiteWALError: CarriesFileError, CarriesLogError, Equatable {
  /// The file has no bytes: SQLite has checkpointed and cut it, or nothing was ever written.
  case empty
  /// The file ends inside its header.
  case truncatedHeader(byteCount: Int)
  /// The first word is not SQLite's.
  case notAWAL(magic: UInt32)
  /// The format is of another version than 3007000.
  case unknownVersion(UInt32)
  /// Not a power of two from 512 to 65536.
  case badPageSize(UInt32)
  /// The header's checksum does not match its bytes.
  case headerChecksumMismatch
  /// Nothing in the log was ever committed, so there is nothing to import.
  case noCommittedFrame(uncommittedFrameCount: Int)
  /// The database file does not start as one of SQLite's.
  case notADatabase
  /// The database's pages have another size than the log's.
  case pageSizeMismatch(database: Int, wal: Int)
  /// The database file is not a whole number of pages.
  case partialDatabasePage(byteCount: Int, pageByteCount: Int)
  /// A commit speaks of pages that neither the database nor the log has.
  case pagesMissing(databasePageCount: Int, known: Int)
  /// The trace can't be written.
  case log(LogError)
  /// The system refused to read.
  case file(FileError)

  package var kind: ErrorKind {
    switch self {
    case .log(let error): error.kind
    case .file(let error): error.kind
    case .headerChecksumMismatch, .truncatedHeader, .badPageSize, .partialDatabasePage: .damaged
    case .empty, .notAWAL, .unknownVersion, .noCommittedFrame, .notADatabase, .pageSizeMismatch,
      .pagesMissing:
      .input
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
    case .noCommittedFrame(let count):
      "the WAL holds no committed frame (\(count) uncommitted): commit in SQLite, then copy it"
    case .notADatabase:
      "the database does not begin with \"SQLite format 3\": give the file that the WAL belongs to"
    case .pageSizeMismatch(let database, let wal):
      "the database's pages have \(database) bytes, the WAL's \(wal): they don't belong together"
    case .partialDatabasePage(let byteCount, let pageByteCount):
      "the database has \(byteCount) bytes, not a whole number of \(pageByteCount)-byte pages: "
        + "copy the whole file"
    case .pagesMissing(let count, let known):
      "the WAL speaks of \(count) pages, but it and the database hold at most \(known): "
        + "give the database as it stood when this WAL began"
    case .log(let error):
      error.description
    case .file(let error):
      error.description
    }
  }
}
