package import Measure
internal import Oracle
internal import StateBus
internal import Support

extension Workloads {
  /// `batch.scan`: all rows of one page among a million, found in the column of page ids.
  ///
  /// The rows name 1,024 pages at random and have no bytes. The reference is the same search over
  /// row values.
  package static let scan = Workload(
    name: "batch.scan", about: "the rows of one page among a million, by column",
    axes: Axis.placing,
    memory: MemoryNeed(256 << 20)
  ) { request throws(WorkError) in ScanWork(request) }
}

private final class ScanWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let batch: DeltaBatch
  private let pages: [UInt64]
  private let wanted: PageID
  private var found: [Int] = []

  init(_ request: WorkRequest) {
    var random = SplitMix64(seed: request.seed &+ UInt64(request.worker))
    let pages = (0..<1_000_000).map { _ in UInt64.random(in: 0..<1024, using: &random) }
    let wanted = PageID(pages[0])
    self.pages = pages
    self.wanted = wanted
    batch = Self.batch(pages)
    let rows = pages.enumerated().map { Self.row($0, $1) }
    references = [
      Reference(name: "row_values", isCeiling: false) { iterations in
        var count = 0
        for _ in 0..<iterations { count += Self.indexes(of: wanted, in: rows).count }
        precondition(count > 0, "the page that is looked for has rows")
      }
    ]
    var facts = WorkFacts()
    facts.operation = "row"
    facts.operationsPerIteration = pages.count
    facts.latencyUnit = LatencyUnit("scan")
    facts.bytesPerIteration = pages.count * 8
    facts.workingSetByteCount = pages.count * 8
    facts.memoryByteCount = pages.count * 250
    self.facts = facts
  }

  func ready(iterations: Int) { found = [] }

  func run(iterations: Int) {
    for _ in 0..<iterations { found = batch.rows(of: wanted) }
  }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    latencies.begin()
    for _ in 0..<iterations {
      found = batch.rows(of: wanted)
      latencies.end()
    }
  }

  func digest() -> Digest { Self.digest(found) }

  func expected() -> Digest {
    Self.digest(pages.indices.filter { pages[$0] == wanted.rawValue })
  }

  private static func digest(_ indexes: [Int]) -> Digest {
    var builder = DigestBuilder()
    for index in indexes { builder.update(UInt64(index)) }
    return builder.finish()
  }

  private static func indexes(of page: PageID, in rows: [Delta]) -> [Int] {
    var found: [Int] = []
    for index in rows.indices where rows[index].header.page == page { found.append(index) }
    return found
  }

  private static func batch(_ pages: [UInt64]) -> DeltaBatch {
    var batch = DeltaBatch()
    batch.reserve(rows: pages.count, payloadBytes: 0)
    for (index, page) in pages.enumerated() {
      do throws(DeltaError) { try batch.append(row(index, page)) } catch {
        preconditionFailure("a delta without bytes is well formed: \(error)")
      }
    }
    return batch
  }

  private static func row(_ index: Int, _ page: UInt64) -> Delta {
    let header = DeltaHeader(id: DeltaID(UInt64(index)), page: PageID(page), epoch: Epoch(1))
    do throws(DeltaError) { return try Delta(header, mask: Mask(count: 0), dense: []) } catch {
      preconditionFailure("a delta without bytes is well formed: \(error)")
    }
  }
}
