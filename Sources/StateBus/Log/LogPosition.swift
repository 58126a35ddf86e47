/// A place in a log between two commits, with the values that the log's checks carry across.
///
/// The start of a segment repeats the position at which its predecessor ended, so that a log that
/// lost records at a segment's end is distinguished from a whole one. The end of one segment opens
/// the next:
///
/// ```swift
/// var commit = Commit()
/// var first = try LogReader(path: "state-0.mmsblog", backend: backend)
/// while try first.next(into: &commit) {}
/// var second = try LogReader(
///   path: "state-1.mmsblog", following: first.position, backend: backend)
/// while try second.next(into: &commit) { print(commit.deltas.count) }
/// ```
public struct LogPosition: Equatable, Sendable {
  /// The number of the log.
  public internal(set) var logID: UInt64
  /// The index of the segment, from 0.
  public internal(set) var segmentIndex: UInt64
  /// Bytes of the log before this segment.
  public internal(set) var basePosition: UInt64
  /// Bytes of this segment before the place.
  public internal(set) var offset: UInt64
  /// The sequence of the last record before the place; records count from 1.
  public internal(set) var sequence: UInt64
  /// The CRC of that record.
  public internal(set) var crc: UInt32
  /// Pages created less pages removed so far, in all segments.
  public internal(set) var pageCount: Int64
  /// Commits of this segment so far.
  public internal(set) var commitCount: UInt64 = 0
  /// Deltas of this segment so far.
  public internal(set) var deltaCount: UInt64 = 0

  /// Bytes of the whole log before the place.
  public var logicalOffset: UInt64 { basePosition + offset }
}
