internal import Machine
internal import Support

/// A way to empty one worker's caches, and to find out whether it works.
package struct CacheChill {
  /// Empties the caches of the calling thread's core, and the last level's.
  package let evict: () -> Void
  /// Tests the eviction; takes some milliseconds.
  package let probe: () -> CacheProbe

  /// Describes a way to empty the caches.
  package init(evict: @escaping () -> Void, probe: @escaping () -> CacheProbe) {
    self.evict = evict
    self.probe = probe
  }

  /// The machine that a chill is made for.
  package struct Request: Sendable, Equatable {
    /// The largest last-level cache, as far as it is known.
    package var lastLevelByteCount: Int?
    /// The most memory that one worker's walk may take, nil for no limit.
    package var limitByteCount: Int?

    /// Makes a request with nothing known; set the known facts.
    package init() {}
  }

  /// The smallest walk that works on the calling thread, from twice the last level up to sixteen
  /// times; refuses with `cache_not_cold` where none does.
  package static func forThread(_ request: Request) throws(WorkError) -> CacheChill {
    try smallest(request) { byteCount throws(WorkError) in
      do throws(RegionError) {
        let eviction = try CacheEviction(byteCount: byteCount)
        return CacheChill(evict: eviction.evict, probe: eviction.probe)
      } catch {
        throw WorkError(error, for: "emptying the caches")
      }
    }
  }

  /// The smallest working walk, over any way to walk that many bytes.
  package static func smallest(
    _ request: Request, _ make: (_ byteCount: Int) throws(WorkError) -> CacheChill
  ) throws(WorkError) -> CacheChill {
    let first = 2 * max(request.lastLevelByteCount ?? unknownCacheByteCount, leastCacheByteCount)
    var last: CacheProbe?
    for factor in [1, 2, 4, 8] where first * factor <= request.limitByteCount ?? .max {
      let chill = try make(first * factor)
      let probe = chill.settledProbe()
      if probe.isCold { return chill }
      last = probe
    }
    throw refusal(last)
  }

  /// The probe with the median eviction of five.
  package func settledProbe() -> CacheProbe { .typical((0..<5).map { _ in probe() }) }

  /// The reason why a cell on a machine whose caches can't be emptied gets no number.
  package static func refusal(_ probe: CacheProbe?) -> WorkError {
    let code = "cache_not_cold"
    guard let probe else {
      return .unavailable(code: code, reason: "no memory to walk the caches out with")
    }
    let cold = Display.time(probe.coldNanoseconds), memory = Display.time(probe.memoryNanoseconds)
    return .unavailable(
      code: code,
      reason: "caches can't be emptied here: after an eviction a load takes \(cold), from memory "
        + "\(memory), from cache \(Display.time(probe.hotNanoseconds))")
  }

  /// Sizes to start from where no cache states its own, and where it states a very small one.
  private static let unknownCacheByteCount = 32 << 20
  private static let leastCacheByteCount = 1 << 20
}
