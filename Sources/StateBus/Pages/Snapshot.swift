internal import Support

/// All pages as they were between two commits, while later commits go on.
///
/// Taken by `PageStore.snapshot`, which copies the pages' ids and no page. A page's image is copied
/// when it is asked for or, by the writer, just before the first commit behind the cut changes the
/// page: a snapshot costs memory for the pages that change while it lives. Any thread may ask.
///
///     let snapshot = bus.pages.snapshot()
///     for id in snapshot.ids { try archive(snapshot.image(of: id)) }
public final class Snapshot: Sendable {
  /// The end of the last commit that it has.
  public var position: CommitPosition { record.cut }
  /// Its pages, ascending.
  public let ids: [PageID]
  private let store: PageStore
  private let record: SnapshotRecord

  init(_ store: PageStore, _ record: SnapshotRecord, _ ids: [PageID]) {
    self.store = store
    self.record = record
    self.ids = ids.sorted()
  }

  deinit { store.forget(record) }

  /// A page as it was; a page that was not there throws `pageNotFound`.
  public func image(of id: PageID) throws(PageError) -> PageImage {
    try store.image(of: id, in: record)
  }
}

/// The images that writers have saved for a snapshot.
final class SnapshotRecord: Sendable {
  /// The end of the last commit that the snapshot has.
  let cut: CommitPosition
  private let saved = Guarded<[PageID: PageImage]>([:])

  init(cut: CommitPosition) { self.cut = cut }

  func save(_ image: PageImage) { saved.withLock { $0[image.id] = image } }

  func image(of id: PageID) -> PageImage? { saved.withLock { $0[id] } }
}

extension PageStore {
  /// A snapshot of all pages behind the last commit. Copies eight bytes a page while the store
  /// waits.
  public func snapshot() -> Snapshot {
    let (record, ids) = locked { state in
      let record = SnapshotRecord(cut: state.position)
      keep(record)
      return (record, state.table.allIDs)
    }
    return Snapshot(self, record, ids)
  }

  /// Every page as a value, in order of id, all behind the same commit.
  public func images() -> [PageImage] {
    let snapshot = snapshot()
    return snapshot.ids.map { id in
      do throws(PageError) { return try snapshot.image(of: id) } catch {
        preconditionFailure("a snapshot has its pages: \(error)")
      }
    }
  }

  func image(of id: PageID, in record: SnapshotRecord) throws(PageError) -> PageImage {
    try locked { state throws(PageError) in
      if let image = record.image(of: id) { return image }
      let slot = try state.table.slot(of: id)
      guard unsafe state.table.frames[slot].position <= record.cut else {
        throw .pageNotFound(id)
      }
      return state.table.image(slot)
    }
  }
}
