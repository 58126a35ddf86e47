internal import Machine
internal import Support

/// The references of one cell: some ceilings over memory of the cell's own size and shape.
package struct Ceilings {
  /// The ceilings that this machine can run, in the order asked for.
  package let references: [Reference]
  /// Bytes that the references keep mapped.
  package let memoryByteCount: Int

  /// Maps memory for `bufferCount` buffers and makes a reference of each usable ceiling.
  ///
  /// Ceilings in `bounds` bound the work; those in `peers` are only compared with it. The size of a
  /// buffer must be a multiple of 256 bytes, the step of the plain loops.
  package init(
    bounds: [Ceiling], peers: [Ceiling], bufferByteCount: Int, bufferCount: Int
  ) throws(WorkError) {
    let asked = bounds.map { ($0, true) } + peers.map { ($0, false) }
    let usable = asked.filter(\.0.isUsable)
    guard !usable.isEmpty, bufferByteCount % 256 == 0 else {
      references = []
      memoryByteCount = 0
      return
    }
    let triads: [Ceiling] = [.triadScalar, .triadAVX2, .triadAVX512]
    let hasTriad = usable.contains { triads.contains($0.0) }
    let memory: CeilingMemory
    do throws(RegionError) {
      memory = try CeilingMemory(
        bufferByteCount: bufferByteCount, bufferCount: bufferCount, hasSecondSource: hasTriad)
    } catch {
      throw WorkError(error, for: "the ceilings' buffers")
    }
    references = usable.map { ceiling, isCeiling in
      Reference(name: ceiling.rawValue, isCeiling: isCeiling) { iterations in
        memory.run(ceiling, iterations: iterations)
      }
    }
    memoryByteCount = CeilingMemory.byteCount(
      workingSetByteCount: bufferByteCount * bufferCount, hasSecondSource: hasTriad)
  }
}
