/// The figures of an import of a SQLite write-ahead log.
package struct SQLiteWALImportReport: Equatable, Sendable {
  /// Bytes in a page.
  package let pageByteCount: Int
  /// Bytes of database and log together.
  package let readByteCount: Int
  /// The log's restarts, as its header counts them: the database must be newer than the last one.
  package let restartCount: UInt32
  /// Whether the database was copied before its switch to WAL mode.
  package let isBaseInRollbackMode: Bool
  /// Whether the log's last commit leaves the state that the database had already.
  package internal(set) var isBaseTheEnd = false
  /// Pages of the database when the log began, and the count of those that are not all zeros.
  package internal(set) var basePageCount = 0
  package internal(set) var baseDeltaCount = 0
  /// Pages of the database behind the last commit.
  package internal(set) var pageCount = 0
  /// Commits made: the base and the log's transactions.
  package internal(set) var commitCount = 0
  /// Deltas made: base pages, frames, restored pages.
  package internal(set) var deltaCount = 0
  /// Frames that changed nothing: empty deltas.
  package internal(set) var unchangedFrameCount = 0
  /// Committed frames of pages that their own transaction cut off: no delta.
  package internal(set) var cutFrameCount = 0
  /// Pages that growth brought back with the image they had when they were cut off: one delta each.
  package internal(set) var restoredPageCount = 0
  /// Page bytes that the deltas change.
  package internal(set) var changedByteCount = 0
  /// Bytes of the trace, set once the trace is written.
  package internal(set) var writtenByteCount = 0
  /// The figures of the log itself.
  package internal(set) var wal = SQLiteWALSummary()
}
