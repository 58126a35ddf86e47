internal import Glibc

extension Backend {
  /// How far ahead of their use pages are worth fetching in a batch of this many bytes in all.
  ///
  /// Nothing while the batch fits the second-level cache, where fetching ahead costs up to a third;
  /// sixteen lines beyond, where it hides part of memory's latency.
  package static func prefetchDistance(footprintByteCount: Int) -> Int {
    footprintByteCount > privateCacheByteCount ? 1024 : 0
  }

  /// The second-level cache; 1 MiB where the system doesn't say.
  private static let privateCacheByteCount: Int = {
    let size = sysconf(Int32(_SC_LEVEL2_CACHE_SIZE))
    return size > 0 ? size : 1 << 20
  }()
}
