/// The figures of a write-ahead log and of its frames that do not count, known at the log's end.
///
/// Frames are counted from 0.
package struct SQLiteWALSummary: Equatable, Sendable {
  /// The reason for which reading stopped.
  package enum End: Equatable, Sendable {
    /// Every frame of the file counts or awaits its commit.
    case endOfFile
    /// The file ends inside a frame.
    case torn(byteCount: Int)
    /// The frames from this one on belong to an earlier generation, left by a restart of the log.
    case staleGeneration(frame: Int)
    /// The frames from this one on do not continue the log's checksums, and none of the log's own
    /// is a commit: a rolled-back transaction left them, or damage that lost no commit.
    case rolledBack(frame: Int)
    /// This frame is the log's own, but does not continue its checksums or has no page number.
    case damaged(frame: Int)
  }

  /// Committed transactions, and their frames.
  package internal(set) var commitCount = 0
  package internal(set) var committedFrameCount = 0
  /// Valid frames behind the last commit: their transaction never ended.
  package internal(set) var uncommittedFrameCount = 0
  /// Whole frames with two other salts, from the end on.
  package internal(set) var staleFrameCount = 0
  /// Whole frames of the log itself from the end on, and the commits among them.
  package internal(set) var unreachableFrameCount = 0
  package internal(set) var unreachableCommitCount = 0
  /// Bytes of a last frame that is not whole.
  package internal(set) var tornByteCount = 0
  /// The log's end.
  package internal(set) var end = End.endOfFile

  /// Whole frames in the file that don't count.
  package var ignoredFrameCount: Int {
    uncommittedFrameCount + staleFrameCount + unreachableFrameCount
  }
}
