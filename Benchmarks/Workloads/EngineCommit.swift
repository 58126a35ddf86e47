internal import Machine
package import Measure
internal import StateBus
internal import Support

extension Workloads {
  /// `engine.commit`: one commit of generated deltas after another through the whole write path:
  /// staged, appended to a log file, applied to the pages, acknowledged. Nothing is synced.
  /// Pages and deltas are those of `batch`. The log grows from nothing in each batch. The reference
  /// is `pwrite` of as many bytes as the log takes, in pieces of the same size.
  package static func engineCommit(_ bench: Workbench) -> Workload {
    Workload(
      name: "engine.commit", about: "commits through log and pages, acknowledged, not synced",
      axes: Axis.placing.union([
        .backend, .allocator, .pageBytes, .workingSet, .deltaBytes, .density, .pattern,
      ]), memory: MemoryNeed(96 << 20, perWorkingSetByte: 12)
    ) { request throws(WorkError) in try EngineCommitWork(request, bench) }
  }
}

/// An engine that is made anew for each batch, with its log.
private final class EngineCommitWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let request: WorkRequest
  private let backend: Backend
  private let deltas: GeneratedDeltas
  private let commit: Commit
  private let file: ScratchFile
  private let plain: PlainWrites
  private let afterWriting: (@Sendable (String) -> Void)?
  private var bus: StateBus?
  private var applied = Applied()
  private var isFinished = false
  private var failure: StateBusError?

  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    do throws(BackendError) { backend = try bench.backend(request.backend) } catch {
      throw WorkError(error)
    }
    self.request = request
    deltas = try GeneratedDeltas(request)
    commit = deltas.commit
    file = try ScratchFile(request)
    afterWriting = bench.afterLogWritten
    let bus = try Self.engine(deltas, request, backend, file)
    let byteCount = try Self.commitByteCount(commit, bus)
    var facts = deltas.facts(backend: backend.name, allocator: bus.pages.allocatorName)
    let limit = max(1, (64 << 20) / byteCount)
    facts.iterationLimit = limit
    facts.latencyUnit = LatencyUnit("commit")
    facts.memoryByteCount += 2 * limit * byteCount
    let perDelta = Double(byteCount) / Double(facts.operationsPerIteration)
    facts.exact = [ExactFact(metric: "log_bytes_per_delta", value: perDelta, unit: "B/op")]
    self.facts = facts
    let plain = try PlainWrites(request, byteCount: byteCount)
    self.plain = plain
    references = [plain.reference]
  }

  private static func engine(
    _ deltas: GeneratedDeltas, _ request: WorkRequest, _ backend: Backend, _ file: ScratchFile
  ) throws(WorkError) -> StateBus {
    file.remove()
    let log: LogWriter
    do throws(LogError) { log = try LogWriter(creating: file.path, backend: backend) } catch {
      throw WorkError(error)
    }
    return try deltas.makeBus(request, backend: backend, log: log)
  }

  /// Measures the bytes that one commit adds to the log, by making one commit.
  private static func commitByteCount(
    _ commit: Commit, _ bus: StateBus
  ) throws(WorkError) -> Int {
    let start = bus.position.rawValue
    do throws(StateBusError) {
      return Int(try bus.commit(commit).position.rawValue - start)
    } catch { throw .environment("\(error)") }
  }

  func ready(iterations: Int) throws(WorkError) {
    bus = nil
    isFinished = false
    failure = nil
    bus = try Self.engine(deltas, request, backend, file)
    try plain.restart()
  }

  func run(iterations: Int) { commit(iterations) {} }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    latencies.begin()
    commit(iterations) { latencies.end() }
  }

  @inline(__always)
  private func commit(_ iterations: Int, _ afterEach: () -> Void) {
    do throws(StateBusError) {
      for _ in 0..<iterations {
        try bus?.commit(commit, into: &applied)
        afterEach()
      }
    } catch {
      failure = error
    }
  }

  func residency() -> PageResidency? { bus?.pages.residency() }

  func check() throws(WorkError) { if let failure { throw .environment("\(failure)") } }

  /// The digest of the pages, if the log gives the same one; the digest of nothing otherwise.
  func digest() throws(WorkError) -> Digest {
    try check()
    guard let bus else { throw .environment("no commit was made") }
    if !isFinished { afterWriting?(file.path) }
    isFinished = true
    let replayed = StateBus(backend: LogBatch.reference)
    do throws(LogError) {
      var reader = try LogReader(path: file.path, backend: LogBatch.reference)
      return try Self.isSame(&reader, replayed, as: bus) ? bus.pages.digest(.data) : Digest(of: [])
    } catch {
      // Damage, in the header or behind it, is a state that differs from the expected one.
      if case .file(let refusal) = error { throw WorkError(refusal) }
      return Digest(of: [])
    }
  }

  private static func isSame(
    _ reader: inout LogReader, _ replayed: StateBus, as bus: StateBus
  ) throws(LogError) -> Bool {
    do throws(StateBusError) {
      let report = try replayed.replay(&reader)
      return report.isComplete && bus.pages.digest(.data) == replayed.pages.digest(.data)
    } catch {
      if case .log(let refusal) = error { throw refusal }
      return false
    }
  }

  func expected() -> Digest { deltas.modelDigest }
}
