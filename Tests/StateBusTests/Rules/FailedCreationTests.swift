import StateBus
import Support
import Synchronization
import TestSupport
import Testing

/// An allocator with a limited number of frames, which counts them.
private final class ScarceAllocator: FrameAllocator {
  private struct State {
    var left: Int
    var taken = 0
    var given = 0
  }

  private let heap = HeapAllocator()
  private let state: Mutex<State>

  init(frames: Int) { state = Mutex(State(left: frames)) }

  func takeFrame(byteCount: Int) throws(AllocationError) -> FrameExtent {
    let hasOne = state.withLock { state in
      state.left -= 1
      return state.left >= 0
    }
    guard hasOne else { throw .outOfMemory(byteCount: byteCount, errno: 12) }
    let extent = try heap.takeFrame(byteCount: byteCount)
    state.withLock { $0.taken += 1 }
    return extent
  }

  func giveFrame(_ extent: FrameExtent) {
    heap.giveFrame(extent)
    state.withLock { $0.given += 1 }
  }

  /// The number of frames taken and not given back.
  var heldCount: Int { state.withLock { $0.taken - $0.given } }

  /// Lifts the limit on frames.
  func relieve() { state.withLock { $0.left = .max } }
}

/// Memory has an owner from its allocation on: a change that fails half-way frees all its memory.
@Suite struct FailedCreationTests {
  private static let sizes = [1, 64, 100, 4096, 8191, 65536]

  private func commit() -> Commit {
    var commit = Commit()
    commit.creations = Self.sizes.enumerated().map { index, size in
      .init(id: PageID(UInt64(index)), byteCount: size)
    }
    return commit
  }

  private func engine(_ allocator: ScarceAllocator) throws -> StateBus {
    let source = FrameSource(name: "scarce", allocator)
    return StateBus(pages: PageStore(source: source), backend: try Backend.preferred())
  }

  @Test(.covers("MD-34"), arguments: 0..<6)
  func aCommitThatRunsOutOfFramesKeepsNone(frames: Int) throws {
    let allocator = ScarceAllocator(frames: frames)
    let bus = try engine(allocator)
    let error = #expect(throws: StateBusError.self) { try bus.commit(commit()) }
    #expect(error?.kind == .environment)
    #expect(allocator.heldCount == 0)
    #expect(bus.pages.count == 0)
    allocator.relieve()
    try bus.commit(commit())
    #expect(allocator.heldCount == 6 && bus.pages.count == 6)
  }

  @Test(.covers("MD-34"), arguments: 0..<6)
  func pagesThatCanNotBeRestoredKeepNothing(frames: Int) throws {
    let allocator = ScarceAllocator(frames: 1 + frames)
    let bus = try engine(allocator)
    try bus.create(PageID(77), byteCount: 10)
    let images = Self.sizes.enumerated().map { index, size in
      PageImage(id: PageID(UInt64(index)), bytes: [UInt8](repeating: 1, count: size))
    }
    #expect(throws: StateBusError.self) { try bus.restore(images) }
    #expect(allocator.heldCount == 1)
    #expect(bus.pages.infos().map(\.id) == [PageID(77)])
    allocator.relieve()
    try bus.restore(images)
    #expect(allocator.heldCount == 6)
  }

  @Test(.covers("MD-34"))
  func aCommitThatDoesNotFitGivesItsFramesBack() throws {
    let allocator = ScarceAllocator(frames: .max)
    let bus = try engine(allocator)
    try bus.commit(commit())
    var twice = Commit()
    twice.creations = [.init(id: PageID(50), byteCount: 64), .init(id: PageID(0), byteCount: 64)]
    #expect(throws: StateBusError.commit(.creation(.alreadyExists(PageID(0))))) {
      try bus.commit(twice)
    }
    var missing = Commit()
    missing.creations = [.init(id: PageID(50), byteCount: 64)]
    missing.removals = [PageID(99)]
    #expect(throws: StateBusError.commit(.removal(.pageNotFound(PageID(99))))) {
      try bus.commit(missing)
    }
    #expect(allocator.heldCount == 6)
  }

  @Test(.covers("MD-34"))
  func anEngineThatGoesGivesEverythingBack() throws {
    let allocator = ScarceAllocator(frames: .max)
    try live(allocator)
    #expect(allocator.heldCount == 0)
  }

  /// An engine's life with a removed page, a handle and a snapshot.
  private func live(_ allocator: ScarceAllocator) throws {
    let bus = try engine(allocator)
    try bus.commit(commit())
    try bus.remove(PageID(3))
    #expect(allocator.heldCount == 5)
    let (handle, snapshot) = (bus.pages.handle(on: PageID(4)), bus.pages.snapshot())
    try bus.remove(PageID(4))
    withExtendedLifetime((handle, snapshot)) {}
  }
}
