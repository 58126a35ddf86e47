/// What an import of a SQLite write-ahead log read and made.
package struct SQLiteWALImportReport: Equatable, Sendable {
  /// Bytes in a page.
  package let pageByteCount: Int
  /// Bytes of database and log together.
  package let readByteCount: Int
  /// How often the log was restarted, as its header counts: the database must be from after that.
  package let restartCount: UInt32
  /// Whether the database was copied before it was put in WAL mode.
  package let isBaseInRollbackMode: Bool
  /// Whether the log's last commit leaves what the database held already.
  package internal(set) var isBaseTheEnd = false
  /// Pages of the database when the log began, and how many of them are not all zeros.
  package internal(set) var basePageCount = 0
  package internal(set) var baseDeltaCount = 0
  /// Pages of the database behind the last commit.
  package internal(set) var pageCount = 0
  /// Commits made: the base and the log's transactions.
  package internal(set) var commitCount = 0
  /// Deltas made: base pages, frames, restored pages.
  package internal(set) var deltaCount = 0
  /// Frames that wrote what was there already: empty deltas.
  package internal(set) var unchangedFrameCount = 0
  /// Committed frames of pages that their own transaction cut off: no delta.
  package internal(set) var cutFrameCount = 0
  /// Pages that came back by growth with the image they had when they were cut off: one delta each.
  package internal(set) var restoredPageCount = 0
  /// Page bytes that the deltas change.
  package internal(set) var changedByteCount = 0
  /// Bytes of the trace, once it is written.
  package internal(set) var writtenByteCount = 0
  /// What the log held.
  package internal(set) var wal = SQLiteWALSummary()
}
