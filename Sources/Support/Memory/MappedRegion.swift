internal import Glibc

/// A stretch of anonymous memory straight from the kernel, given back when the owner goes.
///
/// The addresses are reserved at once and never move; memory is committed from the front, all of
/// it at once or step by step. Committed bytes read zero until they are written, and take memory
/// only when touched. Huge pages and a memory node are kept to or refused, never silently
/// dropped: with huge pages the base is aligned to 2 MiB and the kernel has accepted the advice;
/// with a node the range is bound to it. Reserving costs a few microseconds; the first touch of a
/// page costs the kernel's fault.
@safe
public struct MappedRegion: ~Copyable, @unchecked Sendable {
  // Sendable: the owner is unique, and only it hands out the address.

  /// The size of the reserved range, a multiple of `pageByteCount`.
  public let byteCount: Int
  /// The number of bytes, from the front of the range, that may be read and written.
  public private(set) var committedByteCount: Int
  /// Whether the kernel accepted the advice to use huge pages.
  public let usesHugePages: Bool
  /// The memory node that the range is bound to; nil for the node of the first touch.
  public let node: Int?

  private let base: UnsafeMutableRawPointer

  /// The size of the kernel's ordinary page.
  public static let pageByteCount = sysconf(Int32(_SC_PAGESIZE))
  /// The alignment of a region with huge pages.
  public static let hugePageByteCount = 2 << 20

  /// Reserves and commits at least `byteCount` bytes.
  public init(byteCount: Int, hugePages: Bool = false) throws(RegionError) {
    unsafe try self.init(byteCount, committed: true, hugePages: hugePages)
  }

  /// Reserves addresses for at least `byteCount` bytes and commits none of them.
  public init(reserving byteCount: Int, hugePages: Bool = false) throws(RegionError) {
    unsafe try self.init(byteCount, committed: false, hugePages: hugePages)
  }

  /// Reserves a range, and lets `bind` bind it to a node before any of it is committed.
  @unsafe package init(
    _ byteCount: Int, committed: Bool, hugePages: Bool, node: Int? = nil,
    bind: (UnsafeMutableRawPointer, Int) throws(RegionError) -> Void = { _, _ in }
  ) throws(RegionError) {
    precondition(byteCount > 0, "a mapped region has at least one byte")
    let unit = hugePages ? Self.hugePageByteCount : Self.pageByteCount
    let (padded, overflow) = byteCount.addingReportingOverflow(unit - 1)
    guard !overflow else { throw .memoryRefused(byteCount: byteCount, code: ENOMEM) }
    let whole = padded / unit * unit
    let base = unsafe try Self.reserve(whole, alignment: unit)
    do throws(RegionError) {
      unsafe try bind(base, whole)
      if hugePages { unsafe try Self.adviseHugePages(base, whole) }
      if committed { unsafe try Self.unlock(base, whole) }
    } catch {
      unsafe munmap(base, whole)
      throw error
    }
    self.byteCount = whole
    committedByteCount = committed ? whole : 0
    usesHugePages = hugePages
    self.node = node
    unsafe self.base = unsafe base
  }

  deinit {
    unsafe munmap(base, byteCount)
  }

  /// The first byte; valid for `committedByteCount` bytes while the region lives.
  @unsafe package var baseAddress: UnsafeMutableRawPointer { unsafe base }

  /// Makes the first `byteCount` bytes, rounded up to whole pages, readable and writable.
  ///
  /// Bytes that are committed already stay as they are; a commit never takes memory back.
  public mutating func commit(_ byteCount: Int) throws(RegionError) {
    precondition(byteCount <= self.byteCount, "a commit stays inside the reserved range")
    let page = Self.pageByteCount
    let end = (byteCount + page - 1) / page * page
    guard end > committedByteCount else { return }
    // Safe: the range from the old end to the new one lies inside the reservation.
    unsafe try Self.unlock(base + committedByteCount, end - committedByteCount)
    committedByteCount = end
  }

  /// Maps a range whose base is a multiple of `alignment`, by mapping more and trimming the ends.
  private static func reserve(
    _ byteCount: Int, alignment: Int
  ) throws(RegionError) -> UnsafeMutableRawPointer {
    let slack = alignment > pageByteCount ? alignment : 0
    let (whole, overflow) = byteCount.addingReportingOverflow(slack)
    guard !overflow else { throw .memoryRefused(byteCount: byteCount, code: ENOMEM) }
    let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
    let mapped = unsafe mmap(nil, whole, PROT_NONE, flags, -1, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
      throw .memoryRefused(byteCount: byteCount, code: errno)
    }
    guard slack > 0 else { return unsafe mapped }
    let base = unsafe mapped.alignedUp(toMultipleOf: alignment)
    let before = unsafe base - mapped
    // Safe: both ends lie in the mapping just made and outside the range that is kept.
    if before > 0 { unsafe munmap(mapped, before) }
    if slack > before { unsafe munmap(base + byteCount, slack - before) }
    return unsafe base
  }

  private static func unlock(
    _ start: UnsafeMutableRawPointer, _ byteCount: Int
  ) throws(RegionError) {
    guard unsafe mprotect(start, byteCount, PROT_READ | PROT_WRITE) == 0 else {
      throw .memoryRefused(byteCount: byteCount, code: errno)
    }
  }

  private static func adviseHugePages(
    _ base: UnsafeMutableRawPointer, _ byteCount: Int
  ) throws(RegionError) {
    guard unsafe madvise(base, byteCount, MADV_HUGEPAGE) == 0 else {
      throw .hugePagesRefused(code: errno)
    }
  }
}
