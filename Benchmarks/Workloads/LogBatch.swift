internal import Measure
internal import StateBus
internal import Support

/// One commit of generated deltas, with the digest that a reader must find in a log.
struct LogBatch {
  let backend: Backend
  let commit: Commit
  private let deltas: GeneratedDeltas

  /// The portable backend, unmodified, which checks the backend under test.
  static var reference: Backend {
    guard let scalar = Backend.usable.first else {
      preconditionFailure("the portable backend runs everywhere")
    }
    return scalar
  }

  /// Deltas of the requested shape over 64 pages.
  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    do throws(BackendError) { backend = try bench.backend(request.backend) } catch {
      throw WorkError(error)
    }
    var request = request
    request.workingSetByteCount = 64 * request.pageByteCount
    deltas = try GeneratedDeltas(request)
    commit = deltas.commit
  }

  /// The facts of appending or reading that many commits.
  func facts(commits: Int, byteCount: Int) -> WorkFacts {
    var facts = deltas.facts(backend: backend.name, allocator: "")
    facts.bytesPerIteration *= commits
    facts.operationsPerIteration *= commits
    facts.workingSetByteCount = byteCount
    facts.memoryByteCount = 2 * byteCount
    let rows = Double(commits * deltas.rows.count)
    facts.exact = [
      ExactFact(metric: "log_bytes_per_delta", value: Double(byteCount) / rows, unit: "B/op")
    ]
    return facts
  }

  /// The digest of that many commits, from the generator alone.
  func expected(commits count: Int) -> Digest {
    var builder = DigestBuilder()
    for (index, row) in deltas.rows.enumerated() {
      Self.add([UInt64(index), UInt64(row.page), 1, 0, 0, UInt64(row.offset)], to: &builder)
      Self.add([UInt64(row.mask.count), deltas.isSparse ? 2 : 0], to: &builder)
      if deltas.isSparse {
        for start in stride(from: 0, to: row.mask.count, by: 64) {
          let bits = row.mask[start..<min(start + 64, row.mask.count)]
          builder.update(bits.reversed().reduce(UInt64(0)) { $0 << 1 | ($1 ? 1 : 0) })
        }
      }
      builder.update(row.payload)
    }
    let one = builder.finish()
    return Self.digest(of: [Digest](repeating: one, count: count), isWhole: true)
  }

  /// The digest of a commit that was read.
  static func digest(of commit: Commit) -> Digest {
    var builder = DigestBuilder()
    let deltas = commit.deltas
    for index in 0..<deltas.count {
      let row = deltas.row(index)
      add(
        [
          row.id.rawValue, row.page.rawValue, row.epoch.rawValue, row.timestamp,
          UInt64(row.source.index), UInt64(row.offset),
        ], to: &builder)
      add([UInt64(row.count), UInt64(row.form.rawValue)], to: &builder)
      for word in row.mask.indices { builder.update(row.mask[word]) }
      builder.update(row.payload)
    }
    return builder.finish()
  }

  /// The digest of commits in order, with the mark of a whole log.
  static func digest(of commits: [Digest], isWhole: Bool) -> Digest {
    var builder = DigestBuilder()
    for commit in commits { add([commit.high, commit.low], to: &builder) }
    builder.update(isWhole ? 1 : 0)
    return builder.finish()
  }

  private static func add(_ numbers: [UInt64], to builder: inout DigestBuilder) {
    for number in numbers { builder.update(number) }
  }
}
