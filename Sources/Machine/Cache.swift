/// One cache and the allowed CPUs that share it.
package struct Cache: Equatable, Sendable {
  /// What a cache holds.
  package enum Kind: String, Sendable {
    case data, instruction, unified
  }

  /// Who says so: the kernel, or the processor's own leaf where the kernel is silent.
  package enum Source: String, Sendable {
    case sysfs, cpuid
  }

  /// 1 is nearest.
  package var level: Int
  /// What it holds.
  package var kind: Kind
  /// Its size; nil where the kernel lists the cache without one.
  package var byteCount: Int?
  /// The allowed CPUs that share it; nil where only cpuid knows the cache.
  package var cpus: [Int]?
  /// Where this comes from.
  package var source: Source

  /// States what a cache is.
  package init(level: Int, kind: Kind, byteCount: Int?, cpus: [Int]?, source: Source) {
    self.level = level
    self.kind = kind
    self.byteCount = byteCount
    self.cpus = cpus
    self.source = source
  }
}
