internal import Machine

/// How much memory a file may ask of its reader.
///
/// A file's own limits can only lower these. Without limits of the caller's, a few bytes that name
/// a page of 4 GiB would be enough to take that much memory.
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

  /// Limits that a laptop survives.
  public init() {}

  /// No limits but the file's own.
  public static let unlimited: ReadLimits = {
    var limits = ReadLimits()
    limits.pageByteCount = .max
    limits.recordByteCount = .max
    limits.commitByteCount = .max
    limits.stateByteCount = .max
    return limits
  }()

  /// Half of the memory limit; 1 GiB where the system tells none.
  private static let halfOfMemory = (MemoryFacts.read().limitByteCount ?? 2 << 30) / 2
}
