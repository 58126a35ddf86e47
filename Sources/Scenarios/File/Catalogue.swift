package import Machine
package import Measure

/// All names that scenarios may use: kinds of work, and the backends and allocators of this build.
///
/// The command fills the catalogue in; the scenario reader and the planner know nothing else of the
/// engine.
package struct Catalogue: Sendable {
  /// Every kind of work, in the order in which lists show them.
  package let workloads: [Workload]
  /// Every kernel backend, slowest first.
  package let backends: [Variant]
  /// Every page allocator.
  package let allocators: [Variant]
  /// The backend that the environment forces on the library, nil for none.
  package let forcedBackend: String?
  /// The exact counts that the engine keeps of its work.
  package let exactCounters: [ExactCounter]

  /// Lists the parts of a build.
  package init(
    workloads: [Workload], backends: [Variant], allocators: [Variant],
    forcedBackend: String? = nil, exactCounters: [ExactCounter] = []
  ) {
    self.workloads = workloads
    self.backends = backends
    self.allocators = allocators
    self.forcedBackend = forcedBackend
    self.exactCounters = exactCounters
  }

  /// The kind of work of that name.
  package func workload(_ name: String) -> Workload? { workloads.first { $0.name == name } }
}
