package import Machine
package import Support

/// Arrays that one plain loop works on, filled with the caller's bytes.
///
/// Every array repeats a tile; an array that the loop doesn't use takes a page. All are touched at
/// creation, with huge pages from 2 MiB on. Each iteration goes over whole arrays once.
@safe
package final class LoopArrays {
  /// The tiles that the arrays repeat; empty for an array that the loop doesn't use.
  package struct Tiles {
    /// The bytes of the target before the loop writes.
    package var target: [UInt8] = []
    /// The bytes of the two sources.
    package var first: [UInt8] = []
    package var second: [UInt8] = []
    /// A bit for each byte.
    package var masks: [UInt8] = []

    /// Makes empty tiles; set those that the loop uses.
    package init() {}
  }

  /// Bytes of one array.
  package let byteCount: Int
  /// Bytes of all that the loop uses.
  package let memoryByteCount: Int
  /// The accumulated result of reads, for a loop that writes nothing.
  package private(set) var seen: UInt64 = 0

  private let loop: Ceiling
  private let tiles: Tiles
  private let target: MappedRegion
  private let first: MappedRegion
  private let second: MappedRegion
  private let masks: MappedRegion

  /// The unit of an array's size in bytes; every loop's step divides it.
  package static let unit = 512

  /// Maps and fills arrays of so many bytes, a multiple of `unit`.
  package init(_ loop: Ceiling, byteCount: Int, _ tiles: Tiles) throws(RegionError) {
    precondition(byteCount > 0 && byteCount % Self.unit == 0, "arrays of whole units")
    self.loop = loop
    self.tiles = tiles
    self.byteCount = byteCount
    let size = { (tile: [UInt8], count: Int) in tile.isEmpty ? 1 : count }
    target = try MappedRegion.filled(size(tiles.target, byteCount), with: 0)
    first = try MappedRegion.filled(size(tiles.first, byteCount), with: 0)
    second = try MappedRegion.filled(size(tiles.second, byteCount), with: 0)
    masks = try MappedRegion.filled(size(tiles.masks, byteCount / 8), with: 0)
    memoryByteCount =
      target.byteCount + first.byteCount + second.byteCount + masks.byteCount
    Self.fill(target, byteCount, tiles.target)
    Self.fill(first, byteCount, tiles.first)
    Self.fill(second, byteCount, tiles.second)
    Self.fill(masks, byteCount / 8, tiles.masks)
  }

  /// Puts a word into the first source.
  package func setFirst(_ word: UInt64, at offset: Int) {
    precondition(offset >= 0 && offset + 8 <= byteCount, "inside the array")
    unsafe first.baseAddress.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
  }

  /// Clears the result of reads and restores one page in 256 of the target, so that a loop which
  /// doesn't run can't pass for one that does.
  package func restore() {
    seen = 0
    guard !tiles.target.isEmpty else { return }
    let page = MappedRegion.pageByteCount
    for start in stride(from: 0, to: byteCount, by: 256 * page) {
      Self.fill(target, from: start, min(start + page, byteCount), tiles.target)
    }
  }

  /// Runs the loop over the arrays, again and again.
  package func run(iterations: Int) {
    let body = unsafe loop.loop
    let to = unsafe target.baseAddress.assumingMemoryBound(to: UInt8.self)
    let from = unsafe first.baseAddress.assumingMemoryBound(to: UInt8.self)
    let also = unsafe second.baseAddress.assumingMemoryBound(to: UInt8.self)
    let bits = unsafe masks.baseAddress.assumingMemoryBound(to: UInt64.self)
    // Safe: the arrays that this loop uses have the bytes, and a mask bit for each.
    for _ in 0..<iterations { seen |= unsafe body(to, from, also, bits, byteCount) }
  }

  /// Flips a bit of the loop's result, as a planted fault.
  package func flipBit() {
    guard !tiles.target.isEmpty else { return seen ^= 4 }
    let middle = byteCount / 2
    let byte = unsafe target.baseAddress.load(fromByteOffset: middle, as: UInt8.self)
    unsafe target.baseAddress.storeBytes(of: byte ^ 4, toByteOffset: middle, as: UInt8.self)
  }

  /// Adds the loop's result: the target's bytes, then the result of reads.
  package func digest(into builder: inout DigestBuilder) {
    if !tiles.target.isEmpty {
      // Safe: the region is mapped for as long as `self` lives.
      unsafe builder.update(
        UnsafeRawBufferPointer(start: target.baseAddress, count: byteCount).bytes)
    }
    builder.update(seen)
  }

  /// The nodes that hold a sample of the arrays.
  package func residency() -> PageResidency? {
    var samples = [tiles.target.isEmpty ? nil : PageResidency.query(target)]
    if !tiles.first.isEmpty { samples.append(PageResidency.query(first)) }
    if !tiles.second.isEmpty { samples.append(PageResidency.query(second)) }
    if !tiles.masks.isEmpty { samples.append(PageResidency.query(masks)) }
    return PageResidency.all(tiles.target.isEmpty ? Array(samples.dropFirst()) : samples)
  }

  private static func fill(_ region: borrowing MappedRegion, _ count: Int, _ tile: [UInt8]) {
    fill(region, from: 0, count, tile)
  }

  /// Writes the repeated tile's bytes from `start` to `end`.
  private static func fill(
    _ region: borrowing MappedRegion, from start: Int, _ end: Int, _ tile: [UInt8]
  ) {
    guard !tile.isEmpty else { return }
    unsafe tile.withUnsafeBytes { source in
      var offset = start
      while offset < end {
        let within = offset % source.count
        let count = min(source.count - within, end - offset)
        // Safe: both ranges end where their memory does, at the latest.
        unsafe (region.baseAddress + offset).copyMemory(
          from: source.baseAddress.unsafelyUnwrapped + within, byteCount: count)
        offset += count
      }
    }
  }
}
