/// The axes that a scenario may vary. The raw value is the key in scenario files.
package enum Axis: String, CaseIterable, Sendable {
  case backend, allocator, pageBytes, workingSet, deltaBytes, density, pattern, threads
  case cpus, node, memory
}

extension Axis {
  /// The axes that say how many workers there are, where they run and where their memory lies.
  package static let placing: Set<Axis> = [.threads, .cpus, .node, .memory]
}

/// The spread of set bits over a mask.
package enum Pattern: String, CaseIterable, Sendable {
  /// Each byte is drawn by itself.
  case random
  /// Changed bytes come in runs of 32.
  case runs
}
