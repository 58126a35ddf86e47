/// A place in a log between two commits, and what the log's checks carry across it.
///
/// The next segment names it, so that a log that lost records at its end is told from a whole one.
public struct LogPosition: Equatable, Sendable {
  /// The log it is in.
  public internal(set) var logID: UInt64
  /// The segment, counted from 0.
  public internal(set) var segmentIndex: UInt64
  /// Bytes of the log before this segment.
  public internal(set) var basePosition: UInt64
  /// Bytes of this segment before the place.
  public internal(set) var offset: UInt64
  /// The sequence of the last record before it; records count from 1.
  public internal(set) var sequence: UInt64
  /// The CRC of that record.
  public internal(set) var crc: UInt32
  /// Pages created less pages removed so far.
  public internal(set) var pageCount: Int64
  /// Commits of this segment so far.
  public internal(set) var commitCount: UInt64 = 0
  /// Deltas of this segment so far.
  public internal(set) var deltaCount: UInt64 = 0

  /// Bytes of the whole log before the place.
  public var logicalOffset: UInt64 { basePosition + offset }
}
