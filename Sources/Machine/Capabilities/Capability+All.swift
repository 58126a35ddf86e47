extension Capability {
  /// Everything that sysfs, procfs and the processor tell of a machine; some milliseconds.
  ///
  /// `before` is the load some time ago, so that the time since then says what is stolen now.
  /// Counters, backends and measured clocks are for whoever knows them.
  package static func ofMachine(
    _ files: SystemFiles = .live, topology: Topology, host: HostFacts, before: LoadFacts
  ) -> [Capability] {
    let sets = InstructionSets.read(from: files)
    return processor(files, host, topology, sets) + caches(topology)
      + memory(files, host, topology) + nodes(files, topology) + clock(ClockFacts.read(from: files))
      + noise(before, LoadFacts.read(from: files)) + system(host)
  }

  /// Which allocators there are in this process and beside it.
  package static func ofAllocators() -> [Capability] {
    allocators(MallocFacts.read(), AllocatorLibraries.look())
  }

  /// The file system that a folder lies on; `name` stands for the folder in the report.
  package static func ofDisk(_ name: String, _ facts: DiskFacts) -> [Capability] {
    disk(name, facts)
  }

  /// A kernel backend that needs these instruction sets: usable, or why not.
  package static func backend(
    _ name: String, needs: [String], _ sets: InstructionSets
  ) -> Capability {
    guard let missing = needs.first(where: { !sets.usable.contains($0) }),
      let obstacle = sets.obstacle(missing)
    else { return Capability(.backends, name, "usable") }
    let reason = "needs \(missing): " + obstacle.reason
    return Capability(
      .backends, name, Absence(obstacle.code, reason, remedy: obstacle.remedy))
  }
}
