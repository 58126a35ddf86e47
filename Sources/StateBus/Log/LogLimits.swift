/// The upper limits of a log: stored in its header, kept by the writer, checked by the reader.
///
///     let limits = LogLimits(pageByteCount: 4096)
///     let log = try LogWriter(creating: "state.mmsblog", limits: limits, backend: backend)
public struct LogLimits: Equatable, Sendable {
  /// Bytes of the largest page, and the end of the farthest range that a delta may have.
  public var pageByteCount: UInt32
  /// Bytes of the largest record.
  public var recordByteCount: UInt32
  /// Bytes of all records of the largest commit; a decoded commit may take more memory, which
  /// `ReadLimits` bounds.
  public var commitByteCount: UInt64

  /// Limits that are 4 GiB - 1 for pages, 1 GiB for records and 4 GiB for commits unless given.
  public init(
    pageByteCount: UInt32 = .max, recordByteCount: UInt32 = 1 << 30,
    commitByteCount: UInt64 = 4 << 30
  ) {
    self.pageByteCount = pageByteCount
    self.recordByteCount = recordByteCount
    self.commitByteCount = commitByteCount
  }
}
