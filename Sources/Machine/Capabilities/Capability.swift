/// One thing that a machine has, can do or can't: a row of the capability report.
///
/// Every machine of one kind of system has the same rows as far as possible: what is missing is a
/// row with a reason, never a row left out, so that reports of many machines can be put together.
package struct Capability: Equatable, Sendable {
  /// What a row is about, in the order in which reports show it.
  package enum Section: String, CaseIterable, Sendable {
    case processor, backends, caches, memory, nodes, counters, clock, allocators, disk, noise,
      system, ceilings, verdict, report
  }

  /// Whether the machine has it.
  package enum Status: String, CaseIterable, Sendable {
    case ok, unavailable
  }

  package var section: Section
  /// In snake case; unique within its section.
  package var key: String
  /// As data: plain numbers, words in the machine's own spelling. Nil where it is unavailable.
  package var value: String?
  /// "B", "ns", "B/s", "s", "ratio", "count"; empty for words.
  package var unit = ""
  /// The interval of a measured value, nil for what isn't measured.
  package var low: Double?
  package var high: Double?
  package var status = Status.ok
  /// Why it is unavailable, in a stable lower-case word; empty where it is not.
  package var reasonCode = ""
  /// The same as a sentence.
  package var reason = ""
  /// What would change that; empty where nothing would.
  package var remedy = ""

  /// Something the machine has; where `value` is nil, something it hasn't, and why.
  package init(
    _ section: Section, _ key: String, _ value: String?, unit: String = "",
    or absence: Absence = .notExposed
  ) {
    self.section = section
    self.key = key
    self.value = value
    self.unit = unit
    guard value == nil else { return }
    status = .unavailable
    reasonCode = absence.code
    reason = absence.reason
    remedy = absence.remedy
  }

  /// A number that the machine has.
  package init(
    _ section: Section, _ key: String, _ value: Int?, unit: String,
    or absence: Absence = .notExposed
  ) {
    self.init(section, key, value.map { String($0) }, unit: unit, or: absence)
  }

  /// A measured number that the machine has.
  package init(
    _ section: Section, _ key: String, _ value: Double?, unit: String,
    or absence: Absence = .notExposed
  ) {
    self.init(section, key, value.map(Self.field), unit: unit, or: absence)
  }

  /// Something the machine hasn't, and why.
  package init(_ section: Section, _ key: String, _ absence: Absence) {
    self.init(section, key, String?.none, or: absence)
  }

  /// Whole numbers without a fraction, others in the shortest decimals that read back as the same.
  package static func field(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : value.description
  }
}

/// Why something is unavailable: a stable word, a sentence, and the way out where there is one.
package struct Absence: Equatable, Sendable {
  package let code: String
  package let reason: String
  package let remedy: String

  /// States why.
  package init(_ code: String, _ reason: String, remedy: String = "") {
    self.code = code
    self.reason = reason
    self.remedy = remedy
  }

  /// The system has no such file, or doesn't let this process read it.
  package static let notExposed = Absence("not_exposed", "the system doesn't show it here")
}

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
