internal import Oracle
public import StateBus
internal import Support

/// Random deltas for pages of given sizes, the same for the same seed.
///
/// Any form, offset and length can occur, empty and page-wide ones too; a page's epochs never fall.
public struct DeltaGenerator: Sendable {
  private var random: SplitMix64
  private let pages: [(id: PageID, byteCount: Int)]
  private var epochs: [PageID: UInt64] = [:]
  private var nextID: UInt64 = 1

  /// Makes a generator for these pages, from a seed.
  public init(seed: UInt64, pages: [(id: PageID, byteCount: Int)]) {
    precondition(!pages.isEmpty, "a generator has pages to write to")
    random = SplitMix64(seed: seed)
    self.pages = pages
  }

  /// The next delta.
  public mutating func next() -> PlainDelta {
    let page = pages[Int.random(in: pages.indices, using: &random)]
    let offset = Int.random(in: 0...page.byteCount, using: &random)
    let isWhole = UInt8.random(in: 0..<8, using: &random) == 0
    let range = isWhole ? 0..<page.byteCount : offset..<end(from: offset, in: page.byteCount)
    let form = DeltaForm.allCases.randomElement(using: &random) ?? .ones
    let densities: [Double] = form == .ones ? [1] : [0, 0.05, 0.5, 0.95, 1]
    let density = densities.randomElement(using: &random) ?? 1
    let mask = range.map { _ in density == 1 || Double.random(in: 0..<1, using: &random) < density }
    let payloadCount = form == .sparse ? mask.count { $0 } : mask.count
    let payload = (0..<payloadCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    return PlainDelta(
      header: header(page.id, offset: range.lowerBound), mask: mask, payload: payload, form: form)
  }

  private mutating func end(from offset: Int, in byteCount: Int) -> Int {
    let reach = [1, 8, 64, 200, byteCount].randomElement(using: &random) ?? 1
    return min(byteCount, offset + Int.random(in: 0...reach, using: &random))
  }

  private mutating func header(_ page: PageID, offset: Int) -> DeltaHeader {
    defer { nextID += 1 }
    epochs[page, default: 0] += UInt64.random(in: 0...2, using: &random)
    let intents: [[UInt8]?] = [nil, [], Array("{\"why\":\"größe\"}".utf8), [0xff, 0x00]]
    return DeltaHeader(
      id: DeltaID(nextID), page: page, epoch: Epoch(epochs[page, default: 0]), offset: offset,
      timestamp: random.next(), source: Source(index: UInt32.random(in: 0..<3, using: &random)),
      intent: intents.randomElement(using: &random) ?? nil)
  }
}
