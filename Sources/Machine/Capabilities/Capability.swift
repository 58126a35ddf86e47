/// One thing that a machine has, can do or can't: a row of the capability report.
///
/// Every machine of one kind of system has the same rows as far as possible: a missing thing is a
/// row with a reason, never a row left out, so that reports of many machines can be combined.
package struct Capability: Equatable, Sendable {
  /// The subject of a row, in the order of reports.
  package enum Section: String, CaseIterable, Sendable {
    case processor, backends, caches, memory, nodes, counters, clock, allocators, disk, noise,
      system, ceilings, verdict, report
  }

  /// Whether the machine has the thing.
  package enum Status: String, CaseIterable, Sendable {
    case ok, unavailable
  }

  package var section: Section
  /// The key in snake case; unique within its section.
  package var key: String
  /// The value: plain numbers, words in the machine's own spelling; nil for an unavailable thing.
  package var value: String?
  /// The unit: "B", "ns", "B/s", "s", "ratio", "count"; empty for words.
  package var unit = ""
  /// The interval of a measured value; nil for a value that isn't measured.
  package var low: Double?
  package var high: Double?
  package var status = Status.ok
  /// The reason for the absence as a stable lower-case word; empty for an available thing.
  package var reasonCode = ""
  /// The same reason as a sentence.
  package var reason = ""
  /// The remedy; empty where there is none.
  package var remedy = ""

  /// A thing that the machine has; with a nil `value`, a thing that it lacks, and the reason.
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

  /// A thing that the machine lacks, and the reason.
  package init(_ section: Section, _ key: String, _ absence: Absence) {
    self.init(section, key, String?.none, or: absence)
  }

  /// Whole numbers without a fraction, others in the shortest decimals that read back as the same.
  package static func field(_ value: Double) -> String {
    value == value.rounded() && value.magnitude < 1e15 ? String(Int(value)) : value.description
  }
}

/// The reason for an unavailable thing: a stable word, a sentence, and the remedy if there is one.
package struct Absence: Equatable, Sendable {
  package let code: String
  package let reason: String
  package let remedy: String

  /// Makes a reason.
  package init(_ code: String, _ reason: String, remedy: String = "") {
    self.code = code
    self.reason = reason
    self.remedy = remedy
  }

  /// The system has no such file, or doesn't let this process read it.
  package static let notExposed = Absence("not_exposed", "the system doesn't show it here")
}

extension Capability {
  /// The facts about a machine from sysfs, procfs and the processor; some milliseconds.
  ///
  /// `before` is the load some time ago; the stolen share since then is the present one. Counters,
  /// backends and measured clocks come from other modules.
  package static func ofMachine(
    _ files: SystemFiles = .live, topology: Topology, host: HostFacts, before: LoadFacts
  ) -> [Capability] {
    let sets = InstructionSets.read(from: files)
    return processor(files, host, topology, sets) + caches(topology)
      + memory(files, host, topology) + nodes(files, topology) + clock(ClockFacts.read(from: files))
      + noise(before, LoadFacts.read(from: files)) + system(host)
  }

  /// The allocator of this process, and the allocators that could replace it.
  package static func ofAllocators() -> [Capability] {
    allocators(MallocFacts.read(), AllocatorLibraries.look())
  }

  /// The file system that a folder lies on; `name` stands for the folder in the report.
  package static func ofDisk(_ name: String, _ facts: DiskFacts) -> [Capability] {
    disk(name, facts)
  }

  /// A kernel backend that needs these instruction sets: usable, or the reason against it.
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
