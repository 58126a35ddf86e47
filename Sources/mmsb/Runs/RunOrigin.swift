internal import Counters
internal import Glibc
internal import Machine
internal import Measure
internal import StateBus
internal import Support

/// The origin of a run's numbers: the machine, the build, the call. Gathered once, before anything
/// is measured and before any thread is pinned.
struct RunOrigin {
  let topology: Topology
  let counters: CounterLadder
  private let host: HostFacts
  private let malloc: MallocFacts
  private let git: GitRevision?
  private let buildID: String
  private let loadAtStart: LoadFacts
  private let words: [String]

  /// Queries the machine; takes some tens of milliseconds.
  init(words: [String], topology: Topology) {
    self.words = words
    self.topology = topology
    counters = CounterLadder.climb()
    host = HostFacts.read(topology: topology)
    malloc = MallocFacts.read()
    git = GitRevision.ofProgram()
    buildID = Build.identifier()
    loadAtStart = LoadFacts.read()
  }

  /// The columns that are the same in every row of one run.
  func keys(_ phase: Phase, started: String) -> CellKeys {
    var keys = CellKeys()
    let stamp = started.filter { $0 != "-" && $0 != ":" }
    let number = String(UInt32.random(in: 0...UInt32.max), radix: 16)
    keys.runID = "\(stamp)-" + String(repeating: "0", count: 8 - number.count) + number
    keys.startedUTC = started
    keys.hostID = host.hostID
    keys.gitRevision = git?.commit ?? ""
    keys.gitDirty = git?.isDirty
    keys.buildID = buildID
    keys.phase = phase
    return keys
  }

  /// The members of the manifest beside those that the results folder fills in itself.
  func manifest(
    _ keys: CellKeys, seed: UInt64, scenarios: [JSONValue], countersAtEnd: CounterLadder? = nil,
    roundsEndings: [JSONValue] = [], elapsedSeconds: Double? = nil
  ) -> [JSONMember] {
    let sources = [
      JSONMember("git_rev", .string(keys.gitRevision)),
      JSONMember("git_dirty", keys.gitDirty.map(JSONValue.boolean) ?? .null),
    ]
    return [
      JSONMember("run_id", .string(keys.runID)), JSONMember("host_id", .string(keys.hostID)),
      JSONMember("started_utc", .string(keys.startedUTC)),
      JSONMember("harness_version", .string(Build.version)),
      JSONMember("arguments", .array(words.map { .string($0) })),
      JSONMember("seed", .string("\(seed)")), JSONMember("scenarios", .array(scenarios)),
    ] + sources.filter { $0.value != .null && $0.value != .string("") } + [
      JSONMember("build_id", .string(buildID)), JSONMember("compiler", .string(Build.compiler)),
      JSONMember("environment", .object(Self.environment)), JSONMember("machine", machine),
      JSONMember("counters", .array(counters.facts(atEnd: countersAtEnd).map(Self.object))),
      JSONMember(
        "load", ["start": Self.load(loadAtStart), "end": Self.load(LoadFacts.read())]),
    ] + (elapsedSeconds.map { [JSONMember("elapsed_seconds", .number($0))] } ?? [])
      + (roundsEndings.isEmpty ? [] : [JSONMember("rounds_endings", .array(roundsEndings))])
  }

  private var machine: JSONValue {
    Self.object(
      host.facts + [
        Fact(key: "malloc", value: malloc.name), Fact(key: "malloc_version", value: malloc.version),
      ])
  }

  private static func object(_ facts: [Fact]) -> JSONValue {
    .object(facts.map { JSONMember($0.key, $0.value.map { .string($0) } ?? .null) })
  }

  private static func load(_ facts: LoadFacts) -> JSONValue {
    let values = [
      ("load_average", facts.loadAverage), ("cpu_pressure", facts.cpuPressure),
      ("memory_pressure", facts.memoryPressure), ("disk_pressure", facts.diskPressure),
      ("stolen_seconds", facts.stolenSeconds),
    ]
    return .object(values.map { JSONMember($0.0, $0.1.map { .number($0) } ?? .null) })
  }

  /// The variables that change what a run does or how fast; unset ones are left out.
  private static var environment: [JSONMember] {
    [Backend.variable, "MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "LD_PRELOAD"].compactMap {
      name in
      unsafe getenv(name).map { unsafe JSONMember(name, .string(String(cString: $0))) }
    }
  }
}
