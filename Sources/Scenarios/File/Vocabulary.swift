package import Machine
package import Measure

/// What scenarios may name: the catalogue of work, the backends and the allocators of this build.
///
/// The command fills it in; the scenario reader and the planner know nothing else of the engine.
package struct Vocabulary: Sendable {
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

  /// Lists what there is.
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

/// One backend or allocator: its name, and why this machine can't use it.
package struct Variant: Sendable, Equatable {
  /// The name that scenarios and rows use.
  package let name: String
  /// Nil where it is usable.
  package let obstacle: Obstacle?

  /// Names a variant; `obstacle` says why it is unusable here.
  package init(name: String, obstacle: Obstacle? = nil) {
    self.name = name
    self.obstacle = obstacle
  }
}

/// Why a cell gets no number: the status and reason code of its row, and a sentence.
package struct Obstacle: Sendable, Hashable {
  /// What the row's status says.
  package enum Kind: String, Sendable {
    /// This machine can't.
    case unavailable
    /// This run didn't.
    case skipped
  }

  /// Whether the machine or the run is the reason.
  package let kind: Kind
  /// A stable word of the results schema: "isa_absent".
  package let code: String
  /// What is missing, in words.
  package let reason: String

  /// States why.
  package init(_ kind: Kind, code: String, reason: String) {
    self.kind = kind
    self.code = code
    self.reason = reason
  }
}
