import Proof
import StateBus
import Support
import TestSupport
import Testing

/// A snapshot shows the state at one commit boundary, unchanged by later commits.
@Suite struct SnapshotCutTests {
  @Test(.covers("AL5", "MD-25"), arguments: [1, 2, 3, 4] as [UInt64])
  func laterCommitsDoNotShow(seed: UInt64) throws {
    let pages: [(id: PageID, byteCount: Int)] = (0..<12).map { (PageID($0), Int($0) * 100 + 1) }
    let bus = try StateBus.inMemory()
    for page in pages { try bus.create(page.id, byteCount: page.byteCount) }
    var generator = DeltaGenerator(seed: seed, pages: pages)
    var cuts: [(snapshot: Snapshot, images: [PageImage])] = []
    for round in 0..<40 {
      var commit = Commit()
      if round == 20 { commit.removals = [PageID(3)] }
      if round == 25 { commit.creations = [.init(id: PageID(3), byteCount: 7)] }
      if round == 10 {
        var metadata = Metadata()
        try metadata.insert([1], for: "k")
        commit.metadata = [.init(page: PageID(4), metadata: metadata)]
      }
      for _ in 0..<3 {
        let delta = generator.next()
        if delta.header.page != PageID(3) { try commit.deltas.append(delta) }
      }
      if round % 7 == 0 { cuts.append((bus.pages.snapshot(), bus.pages.images())) }
      let applied = try bus.commit(commit)
      #expect(applied.position == bus.position)
    }
    for cut in cuts {
      let seen = try cut.snapshot.ids.map { try cut.snapshot.image(of: $0) }
      #expect(seen == cut.images, "seed \(seed)")
    }
    #expect(Set(cuts.map(\.snapshot.position)).count == cuts.count)
  }

  @Test(.covers("AL5"))
  func aSnapshotUnderWritersIsOneBoundary() throws {
    let bus = try StateBus.inMemory()
    for id: UInt64 in 0..<16 { try bus.create(PageID(id), byteCount: 128) }
    let torn = Threads.run(4) { worker in
      var torn = 0
      for round in 0..<150 {
        if worker < 2 {
          SnapshotTests.fill(bus, UInt8(truncatingIfNeeded: round &* 2 &+ worker), pages: 16, 128)
        } else {
          let snapshot = bus.pages.snapshot()
          let images = snapshot.ids.compactMap { try? snapshot.image(of: $0) }
          if images.count != 16 || Set(images.map { Set($0.bytes) }).count != 1 { torn += 1 }
        }
      }
      return torn
    }
    #expect(torn == [0, 0, 0, 0])
  }

  @Test(.covers("AL5"))
  func severalPagesAreReadBehindOneCommit() throws {
    let bus = try StateBus.inMemory()
    for id: UInt64 in 0..<8 { try bus.create(PageID(id), byteCount: 256) }
    let torn = Threads.run(3) { worker in
      var torn = 0
      for round in 0..<300 {
        guard worker > 0 else {
          let bytes = bus.pages.read { view in
            (0..<8).map { id in try? view.withBytes(of: PageID(id)) { $0[255] } }
          }
          if Set(bytes).count != 1 { torn += 1 }
          continue
        }
        SnapshotTests.fill(bus, UInt8(truncatingIfNeeded: round * 2 + worker), pages: 8, 256)
      }
      return torn
    }
    #expect(torn == [0, 0, 0])
  }

  @Test(.covers("AL4"))
  func aPageSaysWhenItWasLastChangedAndWhetherThatIsSaved() throws {
    let bus = try StateBus.inMemory()
    try bus.create(PageID(1), byteCount: 8)
    try bus.create(PageID(2), byteCount: 8)
    let first = try bus.pages.info(of: PageID(1))
    #expect(first.isDirty && first.position < bus.position && first.space == .host)
    #expect(try bus.pages.info(of: PageID(2)).position == bus.position)
    bus.pages.markClean(upTo: first.position)
    #expect(try !bus.pages.info(of: PageID(1)).isDirty)
    #expect(try bus.pages.info(of: PageID(2)).isDirty)
    let (images, copy) = (bus.pages.images(), try StateBus.inMemory())
    try copy.put(images)
    #expect(copy.pages.infos().allSatisfy { !$0.isDirty })
  }
}
