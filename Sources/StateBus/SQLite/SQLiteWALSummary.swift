/// What a write-ahead log held, and what of it did not count, known once it was read to its end.
package struct SQLiteWALSummary: Equatable, Sendable {
  /// Why reading stopped where it did.
  package enum End: Equatable, Sendable {
    /// Every frame of the file counts or awaits its commit.
    case endOfFile
    /// The file ends inside a frame.
    case torn(byteCount: Int)
    /// Frames of an earlier generation follow, left by a restart of the log.
    case staleGeneration
    /// This frame, counted from 0, carries the log's salts but not its checksum, or no page number.
    case damaged(frame: Int)
  }

  /// Transactions that count, and their frames.
  package internal(set) var commitCount = 0
  package internal(set) var committedFrameCount = 0
  /// Sound frames behind the last commit: their transaction never ended.
  package internal(set) var uncommittedFrameCount = 0
  /// Whole frames with other salts, behind the end.
  package internal(set) var staleFrameCount = 0
  /// Whole frames with the log's salts at or behind a damaged one.
  package internal(set) var unreachableFrameCount = 0
  /// Bytes of a last frame that is not whole.
  package internal(set) var tornByteCount = 0
  /// Why reading stopped.
  package internal(set) var end = End.endOfFile

  /// Whole frames in the file that don't count.
  package var ignoredFrameCount: Int {
    uncommittedFrameCount + staleFrameCount + unreachableFrameCount
  }
}
