/// The facts of one page that every access needs: 32 bytes.
///
/// The address takes 48 bits, which is all that a process of this architecture is given unless it
/// asks for more; the slot's generation takes the other 16. A commit's position takes 56 bits.
@safe
struct PageFrame: BitwiseCopyable {
  private var place: UInt64
  /// How often the page has changed.
  var epoch: UInt64
  private var state: UInt64
  /// Bytes of the page.
  let byteCount: UInt32
  /// Where the write mask lies in the `MaskSlab`; `MaskSlab.none` and `full` need no memory.
  var mask = MaskSlab.none

  /// A page in a frame, of epoch 0, written by nobody.
  init(_ extent: FrameExtent, generation: UInt16, location: PageLocation) {
    precondition(UInt64(extent.address) >> 48 == 0, "a frame's address has 48 bits")
    place = UInt64(generation) << 48 | UInt64(extent.address)
    epoch = 0
    state = UInt64(location.rawValue) << Self.locationShift
    byteCount = UInt32(extent.byteCount)
  }

  /// The page's bytes; they never move while the page lives.
  var base: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(place & 0xffff_ffff_ffff)).unsafelyUnwrapped
  }

  /// The memory that the page has taken.
  var extent: FrameExtent {
    FrameExtent(address: UInt(place & 0xffff_ffff_ffff), byteCount: Int(byteCount))
  }

  /// How often the slot has served another page before.
  var generation: UInt16 { UInt16(place >> 48) }

  /// Where its maker says that the bytes live.
  var location: PageLocation {
    PageLocation(rawValue: Int32(state >> Self.locationShift & 3)) ?? .cpu
  }

  /// The memory that holds the bytes.
  var space: MemorySpace { MemorySpace(rawValue: UInt8(state >> Self.spaceShift & 3)) ?? .host }

  /// Whether a commit has changed the page since it was last marked clean.
  var isDirty: Bool {
    get { state >> Self.dirtyShift & 1 == 1 }
    set { state = state & ~(1 << Self.dirtyShift) | (newValue ? 1 << Self.dirtyShift : 0) }
  }

  /// The end of the last commit that changed the page.
  var position: CommitPosition { CommitPosition(state & Self.positionMask) }

  /// Notes that the commit which ends at a position has changed the page.
  @inline(__always)
  mutating func touch(at position: CommitPosition) {
    state =
      state & ~Self.positionMask | position.rawValue & Self.positionMask
      | 1 << Self.dirtyShift
  }

  private static let positionMask: UInt64 = 1 << 56 - 1
  private static let locationShift: UInt64 = 56
  private static let spaceShift: UInt64 = 58
  private static let dirtyShift: UInt64 = 60
}

/// The memory that a page's bytes lie in.
public enum MemorySpace: UInt8, Hashable, Sendable, CaseIterable {
  /// Ordinary memory of the process.
  case host = 0
}
