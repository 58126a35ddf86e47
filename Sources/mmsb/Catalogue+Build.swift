internal import Glibc
internal import Proof
internal import Scenarios
internal import StateBus
internal import Workloads

/// The engine's parts as a catalogue, the only form in which scenarios know the engine.
extension Catalogue {
  /// The catalogue of this build on this machine, with a fault in one of its parts on request.
  static func ofThisBuild(
    fault: PlantedFault? = nil, limits: ReadLimits = ReadLimits()
  ) -> Catalogue {
    var bench = fault.map(Self.bench) ?? Workbench()
    bench.limits = limits
    return Catalogue(
      workloads: Workloads.all(bench), backends: Backend.entries.map(variant),
      allocators: AllocatorChoice.all.map { Variant(name: $0.name) }, forcedBackend: forcedBackend,
      exactCounters: EngineCounters.all)
  }

  /// Parts of which one is faulty.
  private static func bench(_ fault: PlantedFault) -> Workbench {
    Workbench(
      backend: { (name: String) throws(BackendError) -> Backend in
        fault.planted(in: try Backend.named(name))
      }, corruptsLoops: { fault.part == .backend($0) },
      afterLogWritten: { fault.plant(inLog: $0) })
  }

  private static func variant(_ backend: BackendEntry) -> Variant {
    guard !backend.isUsable else { return Variant(name: backend.name) }
    let missing = backend.missing.joined(separator: ", ")
    return Variant(
      name: backend.name,
      obstacle: Obstacle(
        .unavailable, code: "isa_absent", reason: "this machine lacks \(missing)"))
  }

  /// Checks that the backend that the environment forces on the library is usable here.
  static func checkForcedBackend() throws(BackendError) {
    if let forcedBackend { _ = try Backend.named(forcedBackend) }
  }

  private static var forcedBackend: String? {
    let value = unsafe getenv(Backend.variable).map { unsafe String(cString: $0) }
    return value?.isEmpty == true ? nil : value
  }
}
