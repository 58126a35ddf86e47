/// The axes that a scenario may vary. The raw value is the key in scenario files.
package enum Axis: String, CaseIterable, Sendable {
  case backend, allocator, pageBytes, workingSet, deltaBytes, density, pattern, threads
  case cpus, node, memory
}

extension Axis {
  /// The axes of placement: the number of workers, their CPUs and the node of their memory.
  package static let placing: Set<Axis> = [.threads, .cpus, .node, .memory]
}

/// The spread of set bits over a mask.
package enum Pattern: String, CaseIterable, Sendable {
  /// Each byte is drawn by itself.
  case random
  /// Changed bytes come in runs of 32.
  case runs
}
