internal import Machine
internal import StateBus
internal import Support

/// The content of one buffer of an operation before a run; empty for parts without content.
struct KernelImage {
  /// Bytes that the operation works on or writes; restored before every batch.
  var target: [UInt8] = []
  /// Bytes that are only read.
  var first: [UInt8] = []
  var second: [UInt8] = []
  /// Masks that are only read, and masks that the operation works on or writes.
  var masks: [UInt64] = []
  var targetMasks: [UInt64] = []
  /// Run lengths to decode.
  var count = 0
}

/// The memory that an operation only reads, over equal buffers: one region for each part of its
/// images.
struct KernelSources: ~Copyable {
  let first: BufferRegion
  let second: BufferRegion
  let masks: BufferRegion

  init(_ images: [KernelImage], layout: BufferLayout) throws(RegionError) {
    let words = KernelMemory.bytes(images.flatMap(\.masks))
    let first = try KernelMemory.region(images.flatMap(\.first), layout.regionByteCount)
    let second = try KernelMemory.region(images.flatMap(\.second), layout.regionByteCount)
    let masks = try KernelMemory.region(words, layout.allMaskWordCount * 8)
    self.first = first
    self.second = second
    self.masks = masks
  }

  var byteCount: Int { first.byteCount + second.byteCount + masks.byteCount }
}

/// The memory of an operation: its sources, its target, and the target's initial content.
struct KernelMemory: ~Copyable {
  let sources: KernelSources
  var target: BufferRegion
  var masks: BufferRegion
  /// One number for each buffer, written or read.
  var counts: [Int]

  private let targetTile: [UInt8]
  private let maskTile: [UInt8]
  private let firstCounts: [Int]

  init(_ images: [KernelImage], layout: BufferLayout) throws(RegionError) {
    targetTile = images.flatMap(\.target)
    maskTile = Self.bytes(images.flatMap(\.targetMasks))
    firstCounts = (0..<layout.count).map { images[$0 % images.count].count }
    counts = firstCounts
    let sources = try KernelSources(images, layout: layout)
    let target = try Self.region(targetTile, layout.regionByteCount)
    let masks = try Self.region(maskTile, layout.allMaskWordCount * 8)
    self.sources = sources
    self.target = target
    self.masks = masks
  }

  var byteCount: Int { sources.byteCount + target.byteCount + masks.byteCount }

  /// Whether a region of pages has huge pages; the ceilings' memory is requested in the same way.
  var usesHugePages: Bool { sources.first.usesHugePages || target.usesHugePages }

  /// Restores the target of a batch, so that work which isn't done can't pass for done.
  mutating func restore() {
    target.fill(repeating: targetTile)
    masks.fill(repeating: maskTile)
    counts = firstCounts
  }

  /// The nodes that hold a sample of the parts that have any bytes.
  func residency() -> PageResidency? {
    var found: [PageResidency?] = []
    if sources.first.byteCount > 0 { found.append(sources.first.residency()) }
    if sources.second.byteCount > 0 { found.append(sources.second.residency()) }
    if sources.masks.byteCount > 0 { found.append(sources.masks.residency()) }
    if target.byteCount > 0 { found.append(target.residency()) }
    if masks.byteCount > 0 { found.append(masks.residency()) }
    return PageResidency.all(found)
  }

  /// Runs an operation over all buffers.
  mutating func run(
    _ operation: KernelOperation, _ batch: KernelOperation.Batch
  ) throws(KernelError) {
    try operation.call(batch, sources, &target, &masks, &counts)
  }

  static func region(
    _ tile: [UInt8], _ byteCount: Int
  ) throws(RegionError) -> BufferRegion {
    var region = try BufferRegion(byteCount: tile.isEmpty ? 0 : byteCount)
    region.fill(repeating: tile)
    return region
  }

  static func bytes(_ words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
  }
}
