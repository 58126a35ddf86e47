/// Memory in which records are built or read: page-aligned, reused, and grown on demand.
@safe
struct LogBuffer: ~Copyable, @unchecked Sendable {
  // Sendable: the owner is unique, and the address stays inside this folder.

  /// The first byte; valid for `capacity` bytes until the next `grow`.
  @unsafe private(set) var start: UnsafeMutableRawPointer
  private(set) var capacity: Int

  private static let alignment = 4096

  init(capacity: Int) {
    unsafe start = .allocate(byteCount: capacity, alignment: Self.alignment)
    self.capacity = capacity
  }

  deinit { unsafe start.deallocate() }

  /// Makes room for `needed` bytes and keeps the first `kept`; the capacity at least doubles.
  mutating func grow(to needed: Int, keeping kept: Int) {
    guard needed > capacity else { return }
    let room = max(needed, capacity * 2)
    let larger = UnsafeMutableRawPointer.allocate(
      byteCount: room, alignment: Self.alignment)
    // Safe: kept <= capacity < room.
    unsafe larger.copyMemory(from: start, byteCount: kept)
    unsafe start.deallocate()
    unsafe start = larger
    capacity = room
  }
}
