internal import CKernels
internal import Glibc

extension Backend {
  /// Every backend that was built, slowest first, those that can't run here included.
  public static let entries: [BackendEntry] = (0..<ck_kernel_count()).map {
    unsafe BackendEntry(ck_kernel_at($0))
  }

  /// The backends that can run here, slowest first; the first is the portable one.
  public static let usable: [Backend] = entries.compactMap { try? $0.backend() }

  /// Finds the backend called `name`; throws if the name is unknown or the backend can't run here.
  public static func named(_ name: String) throws(BackendError) -> Backend {
    try named(name, among: entries)
  }

  /// Finds the fastest usable backend, or the backend that `MMSB_BACKEND` names.
  public static func preferred() throws(BackendError) -> Backend {
    let forced = unsafe getenv(variable).map { unsafe String(cString: $0) }
    return try preferred(forced: forced, among: entries)
  }

  /// The environment variable that forces a backend; unset and empty mean no choice.
  public static let variable = "MMSB_BACKEND"

  package static func named(
    _ name: String, among entries: [BackendEntry]
  ) throws(BackendError) -> Backend {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknown(name: name, known: entries.map(\.name))
    }
    return try entry.backend()
  }

  package static func preferred(
    forced: String?, among entries: [BackendEntry]
  ) throws(BackendError) -> Backend {
    if let forced, !forced.isEmpty { return try named(forced, among: entries) }
    guard let fastest = entries.last(where: \.isUsable) else { throw .noneUsable }
    return try fastest.backend()
  }
}

extension Backend {
  /// Answers the prefetch distance, in bytes, for a batch of this many bytes in all.
  ///
  /// Zero while the batch fits the second-level cache, where prefetching costs up to a third;
  /// sixteen cache lines beyond, where prefetching hides part of memory's latency.
  package static func prefetchDistance(footprintByteCount: Int) -> Int {
    footprintByteCount > privateCacheByteCount ? 1024 : 0
  }

  /// Bytes of the second-level cache; 1 MiB where the system reports none.
  private static let privateCacheByteCount: Int = {
    let size = sysconf(Int32(_SC_LEVEL2_CACHE_SIZE))
    return size > 0 ? size : 1 << 20
  }()
}
