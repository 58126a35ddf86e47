import Glibc
import Machine
import TestSupport
import Testing

@Suite struct HostFactsTests {
  private func describedTree(model: String = "Test CPU @ 1 GHz") throws -> RecordedTree {
    let tree = try RecordedTree.twoSockets()
    try tree.write(
      "proc/cpuinfo",
      """
      processor\t: 0
      vendor_id\t: GenuineTest
      cpu family\t: 6
      model\t\t: 143
      model name\t: \(model)
      stepping\t: 8
      microcode\t: 0x2b
      flags\t\t: fpu hypervisor avx2
      """)
    try tree.write("sys/kernel/mm/transparent_hugepage/enabled", "always [madvise] never")
    try tree.write("proc/sys/kernel/randomize_va_space", "2")
    try tree.write("proc/sys/kernel/osrelease", "6.1.0-test")
    try tree.write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave")
    try tree.write("sys/devices/system/cpu/intel_pstate/no_turbo", "1")
    try tree.write("sys/devices/system/cpu/smt/active", "1")
    try tree.write("sys/devices/system/cpu/vulnerabilities/mds", "Vulnerable: no microcode")
    try tree.write("sys/devices/system/cpu/vulnerabilities/l1tf", "Not affected")
    try tree.write("sys/devices/system/cpu/vulnerabilities/spectre_v1", "Mitigation: barriers")
    return tree
  }

  private func facts(_ tree: RecordedTree) -> HostFacts {
    HostFacts.read(from: tree.files, topology: tree.topology)
  }

  @Test(arguments: [
    ("cpu_vendor", "GenuineTest"), ("cpu_family", "6"), ("cpu_model", "143"),
    ("cpu_model_name", "Test CPU @ 1 GHz"), ("cpu_stepping", "8"), ("cpu_microcode", "0x2b"),
    ("hypervisor", "unnamed"), ("cpus_allowed", "0 1 2 3 4 5 6 7"), ("cores_allowed", "4"),
    ("packages", "2"), ("nodes", "0 1"), ("node_distances", "10 21; 21 10"), ("smt", "on"),
    ("cache_l1d_bytes", "49152"),
    ("cache_l3_bytes", "16777216"), ("last_level_cache_cpus", "0 1 4 5; 2 3 6 7"),
    ("cache_source", "sysfs"), ("memory_bytes", "137438953472"),
    ("transparent_huge_pages", "madvise"), ("kernel", "6.1.0-test"), ("governor", "powersave"),
    ("turbo", "off"), ("aslr", "full"), ("vulnerable_to", "mds"), ("mitigated", "spectre_v1"),
  ])
  func factIsRead(_ key: String, _ value: String) throws {
    #expect(facts(try describedTree())[key] == value)
  }

  @Test(arguments: ["cache_l2_bytes", "clock_source", "cpu_quota", "nonsense"])
  func factThatIsNotExposedIsAbsent(_ key: String) throws {
    #expect(facts(try describedTree())[key] == nil)
  }

  @Test func cpuQuotaIsTheLeastAbove() throws {
    let tree = try describedTree()
    try tree.write("proc/self/cgroup", "0::/a/b")
    try tree.write("sys/fs/cgroup/a/b/cpu.max", "max 100000")
    try tree.write("sys/fs/cgroup/a/cpu.max", "150000 100000")
    #expect(facts(tree)["cpu_quota"] == "1.5")
  }

  @Test func everyMachineListsTheSameNames() throws {
    let bare = facts(try RecordedTree()).facts.map(\.key)
    let live = HostFacts.read(topology: Topology.read()).facts.map(\.key)
    #expect(bare == live)
    #expect(Set(bare).count == bare.count)
  }

  @Test func hostIsKnownByItsModelCachesAndMemoryOnly() throws {
    let id = facts(try describedTree()).hostID
    #expect(id.count == 16)
    let narrowed = try describedTree()
    try narrowed.write("proc/self/status", "Cpus_allowed_list:\t1")
    try narrowed.write("proc/meminfo", "MemTotal:  134217000 kB\nSwapTotal: 4 kB")
    try narrowed.write("proc/sys/kernel/osrelease", "6.2.0-test")
    #expect(facts(narrowed).hostID == id)

    #expect(facts(try describedTree(model: "Other CPU")).hostID != id)
    let smaller = try describedTree()
    try smaller.write("proc/meminfo", "MemTotal:  67108864 kB")
    #expect(facts(smaller).hostID != id)
    let otherCache = try describedTree()
    try otherCache.write("sys/devices/system/cpu/cpu0/cache/index2/size", "8192K")
    #expect(facts(otherCache).hostID != id)
  }

  @Test func manifestNamesNoHostAndNoPath() {
    var name = [CChar](repeating: 0, count: 256)
    unsafe gethostname(&name, name.count - 1)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for fact in HostFacts.read(topology: Topology.read()).facts {
      guard let value = fact.value else { continue }
      #expect(!value.hasPrefix("/"), "\(fact.key)")
      #expect(host.isEmpty || host == "localhost" || !value.contains(host), "\(fact.key)")
    }
  }

  @Test func loadIsReadWhereItIsExposed() throws {
    let tree = try RecordedTree([
      "proc/loadavg": "1.50 0.70 0.30 2/91 6151",
      "proc/pressure/cpu": "some avg10=12.50 avg60=0.1 avg300=0.1 total=5\nfull avg10=1.00",
      "proc/stat": "cpu  1 2 3 4 5 6 7 250 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0",
    ])
    let load = LoadFacts.read(from: tree.files)
    #expect(load.loadAverage == 1.5)
    #expect(load.cpuPressure == 0.125)
    #expect(load.memoryPressure == nil)
    #expect(load.stolenSeconds == 2.5)
    #expect(LoadFacts.read(from: try RecordedTree().files) == LoadFacts())
  }
}

@Suite struct ProgramFactsTests {
  @Test(arguments: [
    ("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8"),
  ])
  func fingerprintIsFNV1a(_ text: String, _ digits: String) {
    var fingerprint = Fingerprint()
    fingerprint.add(text.utf8)
    #expect(fingerprint.description == digits)
  }

  @Test func runningProgramHasOneFingerprint() throws {
    let one = try #require(Fingerprint.ofRunningProgram())
    #expect(one == Fingerprint.ofRunningProgram())
    #expect(one != Fingerprint())
  }

  @Test(
    arguments: [
      (nil, "glibc", "2.36"), ("libc.so.6", "glibc", "2.36"), ("libjemalloc.so.2", "jemalloc", "5"),
      ("libmimalloc.so.2.0", "mimalloc", "5"), ("libtcmalloc.so.4", "libtcmalloc.so.4", nil),
    ] as [(String?, String, String?)])
  func allocatorIsNamedByTheObjectThatProvidesIt(
    _ object: String?, _ name: String, _ version: String?
  ) {
    let facts = MallocFacts.classify(object: object, version: "5", libc: "2.36")
    #expect(facts == MallocFacts(name: name, version: version))
  }

  @Test func someAllocatorServesThisProcess() {
    let facts = MallocFacts.read()
    #expect(!facts.name.isEmpty && !facts.name.contains("/"))
    #expect(facts.name != "glibc" || facts.version?.hasPrefix("2.") == true)
  }
}
