import Machine
import TestSupport
import Testing

@Suite struct MemoryFactsTests {
  private let meminfo = "MemTotal:       2048 kB\nMemFree:   12 kB\nSwapTotal:       512 kB"

  @Test func memoryWithoutLimitIsTheMachines() throws {
    let tree = try RecordedTree(["proc/meminfo": meminfo])
    let facts = MemoryFacts.read(from: tree.files)
    #expect(facts.totalByteCount == 2048 << 10)
    #expect(facts.limitByteCount == 2048 << 10)
    #expect(facts.swapByteCount == 512 << 10)
  }

  @Test func versionTwoLimitAnywhereAboveHolds() throws {
    let tree = try RecordedTree([
      "proc/meminfo": meminfo, "proc/self/cgroup": "0::/a/b",
      "sys/fs/cgroup/a/b/memory.max": "max", "sys/fs/cgroup/a/memory.max": "65536",
    ])
    #expect(MemoryFacts.read(from: tree.files).limitByteCount == 65536)
  }

  @Test func versionOneLimitHoldsBesideAnEmptyVersionTwo() throws {
    let tree = try RecordedTree([
      "proc/meminfo": meminfo, "proc/self/cgroup": "4:cpu,memory:/job\n0::/",
      "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "131072",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712",
    ])
    #expect(MemoryFacts.read(from: tree.files).limitByteCount == 131072)
  }

  @Test func containerSeesItsGroupAsTheMountsRoot() throws {
    let tree = try RecordedTree([
      "proc/meminfo": meminfo, "proc/self/cgroup": "4:memory:/docker/0123",
      "sys/fs/cgroup/memory/memory.limit_in_bytes": "4096",
    ])
    #expect(MemoryFacts.read(from: tree.files).limitByteCount == 4096)
  }

  @Test(arguments: [("65536", 65536), ("unlimited", 2048 << 10)])
  func softLimitOnTheAddressSpaceHolds(soft: String, limit: Int) throws {
    let tree = try RecordedTree([
      "proc/meminfo": meminfo,
      "proc/self/limits": """
      Limit                     Soft Limit           Hard Limit           Units
      Max address space         \(soft)               131072               bytes
      """,
    ])
    #expect(MemoryFacts.read(from: tree.files).limitByteCount == limit)
  }

  @Test func limitAboveTheMachinesMemoryIsTheMachines() throws {
    let tree = try RecordedTree([
      "proc/meminfo": meminfo, "proc/self/cgroup": "0::/",
      "sys/fs/cgroup/memory.max": "9223372036854771712",
    ])
    #expect(MemoryFacts.read(from: tree.files).limitByteCount == 2048 << 10)
  }

  /// Each with what the process has taken already: 100 kB resident, 300 kB mapped.
  @Test(arguments: [
    ("MemAvailable:  900 kB", "unlimited", "max", 900),
    ("MemAvailable:  900 kB", "512000", "max", 200),
    ("MemAvailable:  900 kB", "unlimited", "256000", 150),
    ("MemAvailable:  900 kB", "1024", "max", 0),
    ("Buffers:  1 kB", "unlimited", "max", 2048),
  ])
  func theLeastOfWhatIsLeftIsAvailable(
    free: String, space: String, group: String, kibibytes: Int
  ) throws {
    let tree = try RecordedTree([
      "proc/meminfo": "\(meminfo)\n\(free)", "proc/self/cgroup": "0::/a/b",
      "sys/fs/cgroup/a/memory.max": group,
      "proc/self/status": "VmSize:\t     300 kB\nVmRSS:\t     100 kB",
      "proc/self/limits": "Max address space         \(space)               131072      bytes",
    ])
    #expect(MemoryFacts.read(from: tree.files).availableByteCount == kibibytes << 10)
  }

  @Test func nothingToReadIsNothingKnown() throws {
    #expect(MemoryFacts.read(from: try RecordedTree().files) == MemoryFacts())
  }
}
