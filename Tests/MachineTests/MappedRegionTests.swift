import Machine
import Support
import TestSupport
import Testing

@Suite struct MappedRegionTests {
  @Test(arguments: [1, 4096, 4097, 1 << 20], [false, true])
  func wholeRegionIsZeroAndWritable(_ byteCount: Int, _ hugePages: Bool) throws {
    let region = try MappedRegion(byteCount: byteCount, hugePages: hugePages)
    #expect(region.byteCount >= byteCount)
    #expect(region.committedByteCount == region.byteCount)
    #expect(region.usesHugePages == hugePages)
    let alignment = hugePages ? MappedRegion.hugePageByteCount : MappedRegion.pageByteCount
    #expect(unsafe UInt(bitPattern: region.baseAddress) % UInt(alignment) == 0)
    #expect(region.byteCount % alignment == 0)
    for offset in [0, byteCount - 1, region.byteCount - 1] {
      #expect(unsafe region.baseAddress.load(fromByteOffset: offset, as: UInt8.self) == 0)
      unsafe region.baseAddress.storeBytes(of: 7, toByteOffset: offset, as: UInt8.self)
      #expect(unsafe region.baseAddress.load(fromByteOffset: offset, as: UInt8.self) == 7)
      unsafe region.baseAddress.storeBytes(of: 0, toByteOffset: offset, as: UInt8.self)
    }
  }

  @Test func commitGrowsFromTheFrontAndNeverMoves() throws {
    var region = try MappedRegion(reserving: 1 << 40)
    let base = unsafe region.baseAddress
    #expect(region.committedByteCount == 0)
    try region.commit(1)
    #expect(region.committedByteCount == MappedRegion.pageByteCount)
    unsafe region.baseAddress.storeBytes(of: 9, as: UInt8.self)
    try region.commit(10 * MappedRegion.pageByteCount)
    try region.commit(1)
    #expect(region.committedByteCount == 10 * MappedRegion.pageByteCount)
    #expect(unsafe region.baseAddress == base)
    #expect(unsafe region.baseAddress.load(as: UInt8.self) == 9)
    let last = region.committedByteCount - 1
    unsafe region.baseAddress.storeBytes(of: 9, toByteOffset: last, as: UInt8.self)
  }

  @Test func droppedRegionsGiveTheirAddressesBack() throws {
    // In sum twice the 128 TiB that a process can address, unless each region is given back.
    for _ in 0..<256 {
      let region = try MappedRegion(reserving: 1 << 40)
      #expect(region.byteCount == 1 << 40)
    }
  }

  @Test func refusedRegionsGiveTheirAddressesBackToo() throws {
    let nodes = Topology.read().nodes.map(\.id)
    for _ in 0..<256 {
      #expect(throws: RegionError.noSuchNode(node: 9999, available: nodes)) {
        _ = try MappedRegion(reserving: 1 << 40, node: 9999)
      }
    }
  }

  @Test func tooMuchMemoryIsRefused() {
    let error = #expect(throws: RegionError.self) { _ = try MappedRegion(reserving: .max) }
    guard case .memoryRefused = error else {
      Issue.record("refused for another reason: \(String(describing: error))")
      return
    }
  }

  @Test func nodeThatIsNotThereIsRefusedByName() {
    let nodes = Topology.read().nodes.map(\.id)
    #expect(throws: RegionError.noSuchNode(node: 9999, available: nodes)) {
      _ = try MappedRegion(byteCount: 1, node: 9999)
    }
  }

  @Test func everyNodeThatIsThereCanBeAsked() throws {
    for node in Topology.read().nodes where (node.byteCount ?? 1) > 0 {
      let region = try MappedRegion(byteCount: 1 << 20, node: node.id)
      #expect(region.node == node.id)
    }
  }

  @Test func committingBeyondTheReservationIsAProgrammersMistake() async {
    await #expect(processExitsWith: .failure) {
      var region = try MappedRegion(reserving: 4096)
      try region.commit(2 * region.byteCount)
    }
  }
}
