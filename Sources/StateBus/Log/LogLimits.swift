/// What a log may hold at most; written into its header, kept by the writer, checked by the reader.
///
///     let limits = LogLimits(pageByteCount: 4096)
///     let log = try LogWriter(creating: "state.mmsblog", limits: limits, backend: backend)
public struct LogLimits: Equatable, Sendable {
  /// The largest page, and the farthest byte of a page that a delta may reach.
  public var pageByteCount: UInt32
  /// The largest record.
  public var recordByteCount: UInt32
  /// The most that all records of one commit take; bounds a reader's memory.
  public var commitByteCount: UInt64

  /// Pages below 4 GiB, records to 1 GiB, commits to 4 GiB, unless said otherwise.
  public init(
    pageByteCount: UInt32 = .max, recordByteCount: UInt32 = 1 << 30,
    commitByteCount: UInt64 = 4 << 30
  ) {
    self.pageByteCount = pageByteCount
    self.recordByteCount = recordByteCount
    self.commitByteCount = commitByteCount
  }
}
