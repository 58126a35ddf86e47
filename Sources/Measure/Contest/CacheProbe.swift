/// The time of a load before and after the caches were emptied: the proof that they were.
package struct CacheProbe: Sendable, Equatable {
  /// A load of what was just touched.
  package var hotNanoseconds: Double
  /// A load of the same after the eviction.
  package var coldNanoseconds: Double
  /// A load of the same after its lines were flushed by name: memory itself.
  package var memoryNanoseconds: Double

  /// States what was seen.
  package init(hotNanoseconds: Double, coldNanoseconds: Double, memoryNanoseconds: Double) {
    self.hotNanoseconds = hotNanoseconds
    self.coldNanoseconds = coldNanoseconds
    self.memoryNanoseconds = memoryNanoseconds
  }

  /// Whether the eviction did what it says: loads come from memory as good as all, and memory is
  /// told from cache.
  package var isCold: Bool {
    coldNanoseconds >= 0.8 * memoryNanoseconds && memoryNanoseconds > 2 * hotNanoseconds
  }

  /// The probe with the median eviction of several.
  static func typical(_ probes: [CacheProbe]) -> CacheProbe {
    let share = { (probe: CacheProbe) in probe.coldNanoseconds / max(probe.memoryNanoseconds, 1) }
    return probes.sorted { share($0) < share($1) }[probes.count / 2]
  }
}
