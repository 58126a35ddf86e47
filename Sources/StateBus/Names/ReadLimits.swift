internal import Machine

/// The limits on the memory that a file may make its reader take.
///
/// A file's own limits can only lower the caller's. Without limits of the caller's, a few bytes
/// that name a page of 4 GiB would be enough to take that much memory.
///
///     var limits = ReadLimits()
///     limits.pageByteCount = 256 << 20
///     let reader = try LogReader(path: "large.mmsblog", limits: limits, backend: backend)
public struct ReadLimits: Equatable, Sendable {
  /// Bytes of one page: 64 MiB unless set.
  public var pageByteCount = 64 << 20
  /// Bytes of one record: 1 GiB unless set.
  public var recordByteCount = 1 << 30
  /// Bytes of one commit: 1 GiB unless set.
  public var commitByteCount = 1 << 30
  /// Bytes of all pages together: half the memory that the process may take unless set.
  public var stateByteCount = halfOfMemory

  /// The default limits, which a machine with little memory can meet.
  public init() {}

  /// The file's own limits alone.
  public static let unlimited: ReadLimits = {
    var limits = ReadLimits()
    limits.pageByteCount = .max
    limits.recordByteCount = .max
    limits.commitByteCount = .max
    limits.stateByteCount = .max
    return limits
  }()

  /// Half of the memory limit; 1 GiB where the system reports none.
  private static let halfOfMemory = (MemoryFacts.read().limitByteCount ?? 2 << 30) / 2
}
