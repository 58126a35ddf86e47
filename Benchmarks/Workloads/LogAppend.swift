internal import Machine
package import Measure
internal import StateBus
internal import Support

extension Workloads {
  /// `log.append`: one commit of generated deltas after another to a log file, without syncs.
  ///
  /// The file grows from nothing in each batch. As many deltas make 512 KiB of ranges, 64 to 4,096.
  /// The reference is `pwrite` of as many bytes, in pieces of the same size, to a file that grows
  /// alike.
  package static func logAppend(_ bench: Workbench) -> Workload {
    Workload(
      name: "log.append", about: "commits of deltas appended to a log file, not synced",
      axes: Axis.placing.union([.backend, .pageBytes, .deltaBytes, .density, .pattern]),
      memory: MemoryNeed(64 << 20)
    ) { request throws(WorkError) in try LogAppendWork(request, bench) }
  }
}

/// A log that is written anew in each batch.
private final class LogAppendWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let batch: LogBatch
  private let file: ScratchFile
  private let plain: PlainWrites
  private let afterWriting: (@Sendable (String) -> Void)?
  private var writer: LogWriter?
  private var appended = 0
  private var isFinished = false
  private var failure: LogError?

  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    batch = try LogBatch(request, bench)
    file = try ScratchFile(request)
    afterWriting = bench.afterLogWritten
    let byteCount = try Self.commitByteCount(batch, file)
    var facts = batch.facts(commits: 1, byteCount: byteCount)
    let limit = max(1, (64 << 20) / byteCount)
    facts.iterationLimit = limit
    facts.latencyUnit = LatencyUnit("commit")
    facts.memoryByteCount = 2 * limit * byteCount
    self.facts = facts
    let plain = try PlainWrites(request, byteCount: byteCount)
    self.plain = plain
    references = [plain.reference]
  }

  /// Measures the bytes that one commit adds to a log, by appending one commit.
  private static func commitByteCount(
    _ batch: LogBatch, _ file: ScratchFile
  ) throws(WorkError) -> Int {
    do throws(LogError) {
      var writer = try LogWriter(creating: file.path, backend: batch.backend)
      let start = writer.position.offset
      try writer.append(batch.commit)
      return Int(writer.position.offset - start)
    } catch {
      throw WorkError(error)
    }
  }

  func ready(iterations: Int) throws(WorkError) {
    writer = nil
    file.remove()
    appended = 0
    isFinished = false
    failure = nil
    do throws(LogError) {
      writer = try LogWriter(creating: file.path, backend: batch.backend)
    } catch {
      throw WorkError(error)
    }
    try plain.restart()
  }

  func run(iterations: Int) { append(iterations) {} }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    latencies.begin()
    append(iterations) { latencies.end() }
  }

  @inline(__always)
  private func append(_ iterations: Int, _ afterEach: () -> Void) {
    do throws(LogError) {
      for _ in 0..<iterations {
        try writer?.append(batch.commit)
        afterEach()
      }
      appended += iterations
    } catch {
      failure = error
    }
  }

  func check() throws(WorkError) { if let failure { throw WorkError(failure) } }

  func digest() throws(WorkError) -> Digest {
    try check()
    if !isFinished { afterWriting?(file.path) }
    isFinished = true
    var commits: [Digest] = []
    var commit = Commit()
    do throws(LogError) {
      var reader = try LogReader(path: file.path, backend: LogBatch.reference)
      while try reader.next(into: &commit) { commits.append(LogBatch.digest(of: commit)) }
      return LogBatch.digest(of: commits, isWhole: reader.tail == .open)
    } catch {
      // Damage, in the header or behind it, is a state that differs from the expected one.
      if case .file(let refusal) = error { throw WorkError(refusal) }
      return LogBatch.digest(of: commits, isWhole: false)
    }
  }

  func expected() -> Digest { batch.expected(commits: appended) }
}
