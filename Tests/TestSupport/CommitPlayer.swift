public import StateBus

/// A second implementation of commits, which change plain arrays byte by byte.
public struct CommitPlayer {
  /// The pages' bytes by id.
  public private(set) var pages: [UInt64: [UInt8]] = [:]
  /// The pages' epochs by id.
  public private(set) var epochs: [UInt64: UInt64] = [:]

  /// The error of a commit that can't be applied.
  public struct Fault: Error {
    /// The page's id.
    public let page: UInt64
  }

  /// Starts without pages.
  public init() {}

  /// Applies a commit's changes.
  public mutating func apply(_ commit: Commit, allowingOlderEpochs: Bool = false) throws {
    for creation in commit.creations {
      guard pages[creation.id.rawValue] == nil else { throw Fault(page: creation.id.rawValue) }
      pages[creation.id.rawValue] = [UInt8](repeating: 0, count: creation.byteCount)
      epochs[creation.id.rawValue] = 0
    }
    for index in 0..<commit.deltas.count {
      let header = commit.deltas.header(index)
      let page = header.page.rawValue
      guard let epoch = epochs[page], allowingOlderEpochs || header.epoch.rawValue == epoch + 1
      else { throw Fault(page: page) }
      epochs[page] = header.epoch.rawValue
      for (place, byte) in Self.changes(commit.deltas, index) { pages[page]?[place] = byte }
    }
    for removal in commit.removals {
      guard pages.removeValue(forKey: removal.rawValue) != nil else {
        throw Fault(page: removal.rawValue)
      }
      epochs[removal.rawValue] = nil
    }
  }

  /// The bytes of all pages, concatenated in id order.
  public var image: [UInt8] { pages.sorted { $0.key < $1.key }.flatMap(\.value) }

  /// The bytes that a row writes, with their offsets in the page.
  private static func changes(_ batch: DeltaBatch, _ index: Int) -> [(place: Int, byte: UInt8)] {
    let row = batch.row(index)
    var changes: [(place: Int, byte: UInt8)] = []
    for bit in 0..<row.count {
      guard row.form == .ones || row.mask[bit / 64] >> UInt64(bit % 64) & 1 == 1 else { continue }
      let taken = row.form == .sparse ? changes.count : bit
      let byte = unsafe row.payload.unsafeLoad(fromByteOffset: taken, as: UInt8.self)
      changes.append((row.offset + bit, byte))
    }
    return changes
  }
}
