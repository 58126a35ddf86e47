/// One cache and the allowed CPUs that share it.
package struct Cache: Equatable, Sendable {
  /// The content of a cache.
  package enum Kind: String, Sendable {
    case data, instruction, unified
  }

  /// The source of the facts: the kernel, or cpuid where the kernel lists no cache.
  package enum Source: String, Sendable {
    case sysfs, cpuid
  }

  /// The level; 1 is nearest to the core.
  package var level: Int
  /// The content of the cache.
  package var kind: Kind
  /// The size; nil where the kernel lists the cache without a size.
  package var byteCount: Int?
  /// The allowed CPUs that share the cache; nil where only cpuid lists the cache.
  package var cpus: [Int]?
  /// The source of these facts.
  package var source: Source

  /// Makes a cache from its facts.
  package init(level: Int, kind: Kind, byteCount: Int?, cpus: [Int]?, source: Source) {
    self.level = level
    self.kind = kind
    self.byteCount = byteCount
    self.cpus = cpus
    self.source = source
  }
}
