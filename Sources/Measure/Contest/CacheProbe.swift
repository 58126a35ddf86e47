/// The time of a load before and after the caches were emptied, as proof that they were.
package struct CacheProbe: Sendable, Equatable {
  /// The time of a load of recently touched data.
  package var hotNanoseconds: Double
  /// The time of the same load after the eviction.
  package var coldNanoseconds: Double
  /// The time of the same load after its lines were flushed by name: the latency of memory.
  package var memoryNanoseconds: Double

  /// States measured times.
  package init(hotNanoseconds: Double, coldNanoseconds: Double, memoryNanoseconds: Double) {
    self.hotNanoseconds = hotNanoseconds
    self.coldNanoseconds = coldNanoseconds
    self.memoryNanoseconds = memoryNanoseconds
  }

  /// Whether the eviction worked: loads take almost as long as loads from memory, and memory is
  /// clearly slower than the caches.
  package var isCold: Bool {
    coldNanoseconds >= 0.8 * memoryNanoseconds && memoryNanoseconds > 2 * hotNanoseconds
  }

  /// The probe with the median eviction of several.
  static func typical(_ probes: [CacheProbe]) -> CacheProbe {
    let share = { (probe: CacheProbe) in probe.coldNanoseconds / max(probe.memoryNanoseconds, 1) }
    return probes.sorted { share($0) < share($1) }[probes.count / 2]
  }
}
