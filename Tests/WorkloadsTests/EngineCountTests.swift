import Glibc
import Machine
import Measure
import StateBus
import TestSupport
import Testing
import Workloads

/// The engine's counts of each workload: known in advance, and the same for every backend and
/// allocator.
@Suite(.serialized) final class EngineCountTests {
  static let names = Workloads.all(Workbench()).map(\.name)
  static let trace = Golden.trace("tpcb-4k")
  let folder: String

  init() throws {
    folder = "/tmp/mmsb-counts-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    try #require(unsafe mkdir(folder, 0o700) == 0)
  }

  deinit { unsafe rmdir(folder) }

  /// The counts of the iterations by name, without zeros.
  private func counts(
    _ name: String, _ backend: String, _ allocator: String, iterations: Int = 1
  ) throws -> (counts: [String: Int], facts: WorkFacts) {
    var request = WorkRequest()
    request.backend = backend
    request.allocator = allocator
    request.workingSetByteCount = 5 * 4096
    request.scratch = folder
    request.trace = Self.trace
    let workload = try #require(Workloads.all(Workbench()).first { $0.name == name })
    // Teams of other tests are smaller, so this number is free.
    let worker = 902
    WorkerNumber.take(worker)
    defer { WorkerNumber.giveBack() }
    try #require(WorkerNumber.current == worker)
    let work = try workload.prepare(request)
    try work.ready(iterations: iterations)
    let before = EngineCounters.all.map { $0.read(worker) }
    work.run(iterations: iterations)
    let after = EngineCounters.all.map { $0.read(worker) }
    #expect(try work.digest() == work.expected())
    let values = zip(after, before).map { Int($0 - $1) }
    let pairs = zip(EngineCounters.all.map(\.name), values).filter { $0.1 != 0 }
    return (Dictionary(uniqueKeysWithValues: pairs), work.facts)
  }

  @Test(arguments: names)
  func everyBackendAndAllocatorHasTheKnownCounts(name: String) throws {
    let backends = Backend.usable.map(\.name)
    let first = try counts(name, backends[0], "heap")
    for (metric, count) in try known(name, first.facts) {
      #expect(first.counts[metric, default: 0] == count, "\(metric) of \(name)")
    }
    for backend in backends {
      for allocator in AllocatorChoice.all.map(\.name) {
        #expect(
          try counts(name, backend, allocator).counts == first.counts,
          "\(name) by \(backend) on \(allocator)")
      }
    }
  }

  @Test(arguments: names)
  func threeIterationsCountThreeTimes(name: String) throws {
    var one = try counts(name, "scalar", "heap").counts
    // A kernel is called once for all passes over its buffers.
    if name.hasPrefix("kernel.") { one["kernel_calls"] = nil }
    var three = try counts(name, "scalar", "heap", iterations: 3).counts
    if name.hasPrefix("kernel.") { #expect(three.removeValue(forKey: "kernel_calls") == 1) }
    #expect(three == one.mapValues { $0 * 3 })
  }

  /// The counts that a workload must have; a workload that isn't listed must count zero.
  private func known(_ name: String, _ facts: WorkFacts) throws -> [String: Int] {
    let operations = facts.operationsPerIteration
    // A block has 64 KiB of masks and payload, and about 900 bytes of columns.
    let blocks = facts.workingSetByteCount / 66_500 + 1
    switch name {
    case "replay": return try knownOfReplay()
    case "batch":
      return [
        "batches_applied": 1, "deltas_applied": operations, "bytes_spanned": operations * 128,
        "commits_applied": 1, "pages_created": 0, "frames_allocated": 0, "kernel_calls": 0,
      ]
    case "engine.commit":
      return [
        "commits_applied": 1, "batches_applied": 1, "deltas_applied": operations,
        "bytes_spanned": operations * 128, "log_commits_written": 1, "pages_created": 0,
        "frames_allocated": 0, "log_bytes_read": 0,
      ]
    case "log.append":
      return [
        "log_commits_written": 1, "log_records_written": blocks + 1,
        "log_bytes_written": facts.workingSetByteCount, "log_bytes_read": 0, "deltas_applied": 0,
        // Sixteen blocks make a MiB.
        "log_writes": (blocks + 15) / 16,
      ]
    case "log.read":
      // Eight commits after 128 bytes of header and segment start, then a close record: a frame
      // of 20 bytes, its two counts in 1 and 3, a CRC of 4.
      return [
        "log_commits_read": 8,
        "log_records_read": 8 * (facts.workingSetByteCount / 8 / 66_500 + 2) + 1,
        "log_bytes_written": 0, "log_bytes_read": 128 + facts.workingSetByteCount + 28,
      ]
    case _ where name.hasPrefix("kernel."):
      return [
        "kernel_calls": 1, "kernel_buffers": operations, "kernel_bytes": operations * 4096,
        "deltas_applied": 0,
      ]
    default:
      return Dictionary(uniqueKeysWithValues: EngineCounters.all.map { ($0.name, 0) })
    }
  }

  /// The counts of the trace's commits after the first, which is the base image.
  private func knownOfReplay() throws -> [String: Int] {
    var reader = try LogReader(path: Self.trace, backend: try Backend.named("scalar"))
    var commit = Commit()
    _ = try reader.next(into: &commit)
    var counts: [String: Int] = [:]
    while try reader.next(into: &commit) {
      counts["commits_applied", default: 0] += 1
      counts["batches_applied", default: 0] += 1
      counts["deltas_applied", default: 0] += commit.deltas.count
      for row in 0..<commit.deltas.count {
        counts["bytes_spanned", default: 0] += commit.deltas.row(row).count
      }
      counts["payload_bytes", default: 0] += commit.deltas.payloadByteCount
      counts["pages_created", default: 0] += commit.creations.count
      counts["frames_allocated", default: 0] += commit.creations.count
      counts["frame_bytes_allocated", default: 0] += commit.creations.reduce(0) {
        $0 + $1.byteCount
      }
      counts["pages_removed", default: 0] += commit.removals.count
    }
    return counts
  }
}
