import Machine
import Testing

@Suite struct CapabilityTests {
  private func rows(_ tree: RecordedTree) -> [Capability] {
    let topology = tree.topology
    let host = HostFacts.read(from: tree.files, topology: topology)
    return Capability.ofMachine(
      tree.files, topology: topology, host: host, before: LoadFacts.read(from: tree.files))
  }

  private func row(_ rows: [Capability], _ key: String) throws -> Capability {
    try #require(rows.first { $0.key == key }, "\(key)")
  }

  @Test func emptyTreeGivesARowWithAReasonForEverything() throws {
    let rows = rows(try RecordedTree())
    #expect(rows.count > 50)
    let ids = rows.map { "\($0.section).\($0.key)" }
    #expect(Set(ids).count == ids.count)
    for row in rows {
      #expect((row.value == nil) == (row.status == .unavailable), "\(row.key)")
      #expect(row.reasonCode.isEmpty == row.reason.isEmpty, "\(row.key)")
      #expect(row.reasonCode.isEmpty == (row.status == .ok), "\(row.key)")
      #expect(row.reasonCode.allSatisfy { $0.isLowercase || $0 == "_" }, "\(row.key)")
    }
    for key in ["model_name", "total", "source", "stolen_since_boot", "kernel", "governor"] {
      #expect(try row(rows, key).status == .unavailable, "\(key)")
    }
  }

  @Test(arguments: [
    ("cores_allowed", "4"), ("cpus_allowed", "8"), ("packages", "2"), ("l1d_size", "49152"),
    ("l3_size", "16777216"), ("l3_cpus", "0 1 4 5; 2 3 6 7"), ("total", "137438953472"),
    ("count", "2"), ("several_nodes", "yes"), ("node1_cpus", "2 3 6 7"),
    ("node0_distances", "10 21"), ("cpu_quota", "none"), ("emulator", "none"),
  ])
  func factOfTwoSocketsIsRead(_ key: String, _ value: String) throws {
    let tree = try RecordedTree.twoSockets()
    try tree.write("sys/devices/system/node/node0/distance", "10 21")
    let rows = rows(tree)
    let found = key == "count" ? rows.first { $0.section == .nodes } : try row(rows, key)
    #expect(found?.value == value)
  }

  @Test func oneNodeIsAReasonAndNoError() throws {
    let shown = try RecordedTree([
      "sys/devices/system/node/online": "0", "proc/meminfo": "MemTotal:  1024 kB",
    ])
    let hidden = try RecordedTree(["proc/meminfo": "MemTotal:  1024 kB"])
    for tree in [shown, hidden] {
      let row = try row(rows(tree), "several_nodes")
      #expect(row.reasonCode == "single_node" && !row.remedy.isEmpty)
    }
    #expect(
      try row(rows(shown), "several_nodes").reason != row(rows(hidden), "several_nodes").reason)
  }

  @Test(arguments: [(1000, 1040, "1064960"), (3000, 1040, nil)])
  func nodesThatDontAddUpToTheMachinesMemoryAreSaidToContradictIt(
    _ total: Int, _ ofNode: Int, _ sum: String?
  ) throws {
    let tree = try RecordedTree([
      "sys/devices/system/node/online": "0", "proc/meminfo": "MemTotal:  \(total) kB",
    ])
    try tree.writeNode(0, cpus: "0", kibibytes: ofNode)
    let row = try row(rows(tree), "memory_of_all")
    #expect(row.value == sum)
    #expect(row.reasonCode == (sum == nil ? "sysfs_contradicts" : ""))
  }

  @Test func huskOfAKernelWithoutHugePagesIsNotAHiddenOne() throws {
    let hidden = rows(try RecordedTree())
    #expect(try row(hidden, "huge_pages").reasonCode == "not_exposed")
    let without = rows(try RecordedTree(["sys/kernel/mm/ksm/run": "0"]))
    #expect(try row(without, "huge_pages").reasonCode == "no_huge_pages")
    #expect(try row(without, "transparent_huge_pages").reasonCode == "no_transparent_huge_pages")
  }

  @Test func hugePagesOfEachSizeAndNodeAreCounted() throws {
    let tree = try RecordedTree.twoSockets()
    let folder = "hugepages/hugepages-2048kB"
    for (place, total, free) in [
      ("sys/kernel/mm", 12, 5), ("sys/devices/system/node/node0", 8, 1),
      ("sys/devices/system/node/node1", 4, 4),
    ] {
      try tree.write("\(place)/\(folder)/nr_hugepages", "\(total)")
      try tree.write("\(place)/\(folder)/free_hugepages", "\(free)")
    }
    try tree.write("sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages", "0")
    let rows = rows(tree)
    #expect(try row(rows, "huge_pages_2m").value == "12")
    #expect(try row(rows, "huge_pages_2m_free").value == "5")
    #expect(try row(rows, "huge_pages_2m_node0_free").value == "1")
    #expect(try row(rows, "huge_pages_2m_node1").value == "4")
    let giant = try row(rows, "huge_pages_1g")
    #expect(giant.reasonCode == "none_reserved" && giant.remedy.contains("1048576kB"))
  }

  @Test func guestLearnsThatItsHostKeepsFrequencies() throws {
    let guest = rows(try RecordedTree(["proc/cpuinfo": "flags : fpu hypervisor"]))
    let metal = rows(try RecordedTree(["proc/cpuinfo": "flags : fpu"]))
    #expect(try row(guest, "governor").reason.contains("hypervisor"))
    #expect(try row(metal, "governor").reason.contains("driver"))
  }

  @Test func clockIsDescribed() throws {
    let folder = "sys/devices/system/clocksource/clocksource0"
    let tree = try RecordedTree([
      "\(folder)/current_clocksource": "hpet", "\(folder)/available_clocksource": "tsc hpet",
      "proc/cpuinfo": "flags : constant_tsc",
    ])
    let rows = rows(tree).filter { $0.section == .clock }
    #expect(try row(rows, "source").value == "hpet")
    #expect(try row(rows, "alternatives").value == "tsc")
    #expect(try row(rows, "fast_source").reasonCode == "slow_clock")
    #expect(try row(rows, "invariant_counter").reasonCode == "counter_varies")
    try tree.write("proc/cpuinfo", "flags : constant_tsc nonstop_tsc")
    #expect(ClockFacts.read(from: tree.files).hasInvariantCounter == true)
  }

  @Test func stolenTimeIsAShareOfWhatPassed() throws {
    let tree = try RecordedTree(["proc/stat": "cpu  40 0 40 100 0 0 0 20 7 7"])
    let before = LoadFacts.read(from: tree.files)
    #expect(before.stolenShare == 0.1)
    #expect(LoadFacts.stolenShare(from: before, to: before) == nil)
    try tree.write("proc/stat", "cpu  60 0 60 150 0 0 0 30 9 9")
    let after = LoadFacts.read(from: tree.files)
    let share = try #require(LoadFacts.stolenShare(from: before, to: after))
    #expect(abs(share - 0.1) < 1e-9)
    #expect(LoadFacts.stolenShare(from: nil, to: LoadFacts()) == nil)
  }
}

@Suite struct InstructionSetTests {
  private let sets = InstructionSets(
    usable: ["avx2"], processor: ["avx2", "avx512f"], emulator: nil)

  @Test func obstaclesAreToldApart() {
    var sets = sets
    #expect(sets.obstacle("avx2") == nil)
    #expect(sets.obstacle("avx512f")?.code == "os_disabled")
    #expect(sets.obstacle("avx512bw")?.code == "isa_absent")
    sets.emulator = "valgrind"
    #expect(sets.obstacle("avx512bw")?.code == "emulated_cpu")
    #expect(sets.obstacle("avx512bw")?.reason.contains("valgrind") == true)
  }

  @Test func backendNamesTheSetThatItLacks() {
    let usable = Capability.backend("avx2", needs: ["avx2"], sets)
    #expect(usable.value == "usable" && usable.status == .ok)
    let wide = Capability.backend("wide", needs: ["avx2", "avx512f"], sets)
    #expect(wide.reasonCode == "os_disabled" && wide.reason.contains("avx512f"))
    #expect(Capability.backend("scalar", needs: [], sets).value == "usable")
  }

  @Test func recordedFlagsAreTheKernelsSpelling() throws {
    let tree = try RecordedTree([
      "proc/cpuinfo": "flags : sse4_2 avx2 avx512f avx512_vbmi2 avx512_vpopcntdq"
    ])
    let usable = InstructionSets.read(from: tree.files).usable
    #expect(usable == ["sse4.2", "avx2", "avx512f", "avx512vbmi2", "avx512vpopcntdq"])
  }

  @Test func thisProcessorHasWhatItCanUse() {
    let here = InstructionSets.read()
    #expect(here.usable.isSubset(of: here.processor))
    #expect(here.usable.isSubset(of: Set(InstructionSets.names)))
  }
}
