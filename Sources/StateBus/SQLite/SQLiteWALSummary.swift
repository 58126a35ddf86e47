/// What a write-ahead log held, and what of it did not count, known once it was read to its end.
///
/// Frames are counted from 0.
package struct SQLiteWALSummary: Equatable, Sendable {
  /// Why reading stopped where it did.
  package enum End: Equatable, Sendable {
    /// Every frame of the file counts or awaits its commit.
    case endOfFile
    /// The file ends inside a frame.
    case torn(byteCount: Int)
    /// From this frame on they are of an earlier generation, left by a restart of the log.
    case staleGeneration(frame: Int)
    /// From this frame on they carry the log's salts, don't continue its checksums, and no commit
    /// is among them: a transaction that was rolled back left them, or damage that cost nothing.
    case rolledBack(frame: Int)
    /// This frame is the log's own and does not continue its checksums, or has no page number.
    case damaged(frame: Int)
  }

  /// Transactions that count, and their frames.
  package internal(set) var commitCount = 0
  package internal(set) var committedFrameCount = 0
  /// Sound frames behind the last commit: their transaction never ended.
  package internal(set) var uncommittedFrameCount = 0
  /// Whole frames with other salts, behind the end.
  package internal(set) var staleFrameCount = 0
  /// Whole frames of the log itself, behind the end or the one that ends it, and their commits.
  package internal(set) var unreachableFrameCount = 0
  package internal(set) var unreachableCommitCount = 0
  /// Bytes of a last frame that is not whole.
  package internal(set) var tornByteCount = 0
  /// Why reading stopped.
  package internal(set) var end = End.endOfFile

  /// Whole frames in the file that don't count.
  package var ignoredFrameCount: Int {
    uncommittedFrameCount + staleFrameCount + unreachableFrameCount
  }
}
