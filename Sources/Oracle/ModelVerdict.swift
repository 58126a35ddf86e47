/// The reference model's verdicts on a delta before it is applied.
public enum ModelVerdict: Equatable, Sendable {
  /// The delta can be applied.
  case accepted
  /// The delta begins before the page.
  case negativeOffset
  /// The payload must have `expected` bytes.
  case wrongPayload(expected: Int)
  /// The page doesn't exist.
  case noPage
  /// The delta ends behind the page's last byte.
  case beyondPage
  /// The page has a later epoch.
  case olderThanPage
}

extension ModelStore {
  /// Judges one delta by itself, then against its page.
  public func judge(
    page id: UInt64, epoch: UInt64, offset: Int, mask: [Bool], payloadCount: Int, isSparse: Bool
  ) -> ModelVerdict {
    if offset < 0 { return .negativeOffset }
    let expected = isSparse ? mask.count { $0 } : mask.count
    if payloadCount != expected { return .wrongPayload(expected: expected) }
    guard let page = pages[id] else { return .noPage }
    if offset > page.bytes.count { return .beyondPage }
    if mask.count > page.bytes.count - offset { return .beyondPage }
    return epoch < page.epoch ? .olderThanPage : .accepted
  }
}
