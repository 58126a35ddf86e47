internal import Machine
package import Measure
internal import StateBus
internal import Support

extension Workloads {
  /// `log.read`: a log file read from the page cache, every record verified and decoded.
  ///
  /// The log has 8 commits like those of `log.append`, each read into the memory of the one before.
  /// The reference is `read` of the same file in pieces of 1 MiB.
  package static func logRead(_ bench: Workbench) -> Workload {
    Workload(
      name: "log.read", about: "a log file read back, every record verified and decoded",
      axes: Axis.placing.union([.backend, .pageBytes, .deltaBytes, .density, .pattern]),
      memory: MemoryNeed(64 << 20)
    ) { request throws(WorkError) in try LogReadWork(request, bench) }
  }
}

/// A log in the page cache, and the last commit of the last reading.
private final class LogReadWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let batch: LogBatch
  private let file: ScratchFile
  private var last = Commit()
  private var readCount = 0
  private var isWhole = false
  private var failure: FileError?

  private static let commitCount = 8

  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    let batch = try LogBatch(request, bench)
    let file = try ScratchFile(request)
    let byteCount = try Self.write(batch, to: file)
    bench.afterLogWritten?(file.path)
    self.batch = batch
    self.file = file
    var facts = batch.facts(commits: Self.commitCount, byteCount: byteCount)
    facts.latencyUnit = LatencyUnit("commit", countPerIteration: Self.commitCount)
    self.facts = facts
    let plain = try PlainReads(file)
    references = [plain.reference]
  }

  /// Writes the log; answers the bytes of its commits.
  private static func write(_ batch: LogBatch, to file: ScratchFile) throws(WorkError) -> Int {
    do throws(LogError) {
      var writer = try LogWriter(creating: file.path, backend: LogBatch.reference)
      let start = writer.position.offset
      for _ in 0..<commitCount { try writer.append(batch.commit) }
      let byteCount = Int(writer.position.offset - start)
      _ = try writer.close()
      return byteCount
    } catch {
      throw WorkError(error)
    }
  }

  func ready(iterations: Int) {}

  func run(iterations: Int) { read(iterations, beforeFirst: {}, afterEach: {}) }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    read(iterations, beforeFirst: { latencies.begin() }, afterEach: { latencies.end() })
  }

  @inline(__always)
  private func read(_ iterations: Int, beforeFirst: () -> Void, afterEach: () -> Void) {
    for _ in 0..<iterations {
      readCount = 0
      isWhole = false
      do throws(LogError) {
        var reader = try LogReader(path: file.path, backend: batch.backend)
        beforeFirst()
        while readCount < Self.commitCount, try reader.next(into: &last) {
          readCount += 1
          afterEach()
        }
        var rest = Commit()
        isWhole = try !reader.next(into: &rest) && reader.tail == .closed
      } catch {
        // Damage shows in the digest; a refusal of the system is kept for the check of the batch.
        if case .file(let refusal) = error { failure = refusal }
      }
    }
  }

  func check() throws(WorkError) { if let failure { throw WorkError(failure) } }

  func digest() throws(WorkError) -> Digest {
    try check()
    var digests = try digestsReadAgain().prefix(readCount)
    if let index = digests.indices.last { digests[index] = LogBatch.digest(of: last) }
    return LogBatch.digest(of: Array(digests), isWhole: isWhole)
  }

  /// The digests of all commits, from a second reading: the timed one keeps the last commit only.
  private func digestsReadAgain() throws(WorkError) -> [Digest] {
    var (commit, digests) = (Commit(), [Digest]())
    do throws(LogError) {
      var reader = try LogReader(path: file.path, backend: batch.backend)
      while try reader.next(into: &commit) { digests.append(LogBatch.digest(of: commit)) }
    } catch {
      if case .file(let refusal) = error { throw WorkError(refusal) }
    }
    return digests
  }

  func expected() -> Digest { batch.expected(commits: Self.commitCount) }
}

/// Plain reads of a whole file, 1 MiB at a time.
private final class PlainReads {
  private let file: File
  private let byteCount: Int
  private var buffer = [UInt8](repeating: 0, count: 1 << 20)
  private var failure: FileError?

  init(_ file: ScratchFile) throws(WorkError) {
    do throws(FileError) {
      let file = try File(reading: file.path)
      byteCount = try file.byteCount()
      self.file = file
    } catch {
      throw WorkError(error)
    }
  }

  var reference: Reference {
    Reference(
      name: "read", isCeiling: true, run: run,
      check: { [self] () throws(WorkError) in if let failure { throw WorkError(failure) } })
  }

  private func run(_ iterations: Int) {
    var bytes: [UInt8] = []
    swap(&bytes, &buffer)
    defer { swap(&bytes, &buffer) }
    do throws(FileError) {
      for _ in 0..<iterations { try readOnce(into: &bytes) }
    } catch {
      failure = error
    }
  }

  private func readOnce(into bytes: inout [UInt8]) throws(FileError) {
    var words = bytes.mutableSpan
    var span = unsafe words.mutableBytes
    for position in stride(from: 0, to: byteCount, by: span.byteCount) {
      _ = try file.read(into: &span, at: position)
    }
  }
}
