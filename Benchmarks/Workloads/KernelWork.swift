package import Machine
package import Measure
internal import StateBus
package import Support

/// A kernel over a working set of equal buffers, one call a batch.
package final class KernelWork: Work {
  package let facts: WorkFacts
  package let references: [Reference]

  private let operation: KernelOperation
  private let input: KernelInput
  private let batch: KernelOperation.Batch
  private var memory: KernelMemory

  init(
    _ operation: KernelOperation, _ request: WorkRequest, on backend: Backend
  ) throws(WorkError) {
    let layout = try Self.layout(request)
    input = KernelInput(request, bufferCount: layout.count)
    self.operation = operation
    do throws(RegionError) {
      memory = try KernelMemory(input.buffers.map(operation.image), layout: layout)
    } catch {
      throw WorkError(error, for: "the pages of \(operation.name)")
    }
    batch = KernelOperation.Batch(
      backend: backend, layout: layout,
      ahead: Backend.prefetchDistance(footprintByteCount: memory.byteCount))
    let loops: [Ceiling] = backend.name == "scalar" ? [.byteLoopScalar, .byteLoopVectorised] : []
    let ceilings = try Ceilings(
      bounds: operation.bounds,
      peers: operation.peers + (operation.bounds.contains(.blendAVX512) ? loops : []),
      bufferByteCount: layout.byteCount / operation.ceilingDivisor, bufferCount: layout.count)
    references = ceilings.references
    var facts = Self.facts(
      operation, layout, backend, memoryByteCount: memory.byteCount + ceilings.memoryByteCount)
    let pages = ExactFact(
      metric: "huge_pages_advised", value: memory.usesHugePages ? 1 : 0, unit: "count")
    facts.exact.append(pages)
    self.facts = facts
  }

  package func ready(iterations: Int) throws(WorkError) { memory.restore() }

  package func run(iterations: Int) {
    do throws(KernelError) {
      var batch = batch
      batch.layout.passes = iterations
      try memory.run(operation, batch)
    } catch {
      preconditionFailure("\(operation.name) refused its own buffers: \(error)")
    }
  }

  package func residency() -> PageResidency? { memory.residency() }

  package func digest() throws(WorkError) -> Digest {
    var builder = DigestBuilder()
    for index in 0..<batch.layout.count {
      operation.digest(memory, index, batch.layout, into: &builder)
    }
    return builder.finish()
  }

  package func expected() throws(WorkError) -> Digest {
    let outcomes = input.buffers.map(operation.outcome)
    var builder = DigestBuilder()
    for index in 0..<batch.layout.count {
      let outcome = outcomes[index % outcomes.count]
      builder.update(outcome.bytes)
      for word in outcome.words { builder.update(word) }
      if let number = outcome.number { builder.update(number) }
    }
    return builder.finish()
  }

  private static func layout(_ request: WorkRequest) throws(WorkError) -> BufferLayout {
    let size = request.pageByteCount
    guard size > 0, size % 64 == 0 else {
      throw .invalidInput("pageBytes is \(size), but kernels work on pages of a multiple of 64")
    }
    guard request.workingSetByteCount >= size else {
      throw .invalidInput(
        "a workingSet of \(request.workingSetByteCount) bytes holds no page of \(size)")
    }
    guard (0...1).contains(request.density) else {
      throw .invalidInput("density is \(request.density), but a share lies between 0 and 1")
    }
    return BufferLayout(byteCount: size, count: request.workingSetByteCount / size)
  }

  private static func facts(
    _ operation: KernelOperation, _ layout: BufferLayout, _ backend: Backend, memoryByteCount: Int
  ) -> WorkFacts {
    var facts = WorkFacts()
    facts.backendExecuted = backend.name
    facts.bytesPerIteration = layout.regionByteCount
    facts.operationsPerIteration = layout.count
    facts.operation = "page"
    facts.workingSetByteCount = layout.regionByteCount
    facts.memoryByteCount = memoryByteCount
    return facts
  }
}

extension KernelOperation {
  /// The divisor of a ceiling's bytes: operations on masks alone have an eighth of the pages'
  /// bytes.
  var ceilingDivisor: Int {
    switch output {
    case .counts: 8
    default: 1
    }
  }

  /// Adds the content of buffer `index`, in the order of `Outcome`.
  func digest(
    _ memory: borrowing KernelMemory, _ index: Int, _ layout: BufferLayout,
    into builder: inout DigestBuilder
  ) {
    let start = index * layout.stride
    switch output {
    case .bytes, .bytesAndMasks:
      builder.update(memory.target.bytes.extracting(start..<start + layout.byteCount))
    case .packed, .packedAndMasks:
      let count = min(max(memory.counts[index], 0), layout.stride)
      builder.update(memory.target.bytes.extracting(start..<start + count))
    case .masks, .masksAndCounts, .counts, .sums: break
    }
    switch output {
    case .bytesAndMasks, .packedAndMasks, .masks, .masksAndCounts:
      let words = memory.masks.elements(of: UInt64.self)
      let first = index * layout.maskWordCount
      for word in first..<first + layout.maskWordCount { builder.update(words[word]) }
    case .bytes, .packed, .counts, .sums: break
    }
    switch output {
    case .packed, .packedAndMasks, .masksAndCounts, .counts:
      builder.update(UInt64(bitPattern: Int64(memory.counts[index])))
    case .sums: builder.update(UInt64(memory.target.elements(of: UInt32.self)[index]))
    case .bytes, .bytesAndMasks, .masks: break
    }
  }
}
