/// A page kept readable: the page may be removed, its bytes stay until the last handle is gone.
///
/// Any thread may use it. Reading takes turns with the store's other calls.
///
///     let handle = bus.pages.handle(on: PageID(7))
///     let first = handle?.withBytes { $0.unsafeLoad(as: UInt8.self) }
public final class PageHandle: Sendable {
  /// The page's name.
  public let id: PageID
  private let store: PageStore
  private let slot: Int

  fileprivate init(_ store: PageStore, _ id: PageID, slot: Int) {
    self.store = store
    self.id = id
    self.slot = slot
  }

  deinit { store.drop(slot) }

  /// Lends the page's bytes, in place; the store waits meanwhile.
  public func withBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    store.locked { state in unsafe body(state.table.bytes(slot).bytes) }
  }
}

extension PageStore {
  /// A handle on a page, nil if there is none of that id.
  public func handle(on id: PageID) -> PageHandle? {
    let slot: Int? = locked { state in
      guard let slot = state.table.find(id) else { return nil }
      state.pin(slot)
      return slot
    }
    return slot.map { PageHandle(self, id, slot: $0) }
  }
}
