internal import Synchronization

/// An epoch that several threads advance.
///
/// `increment` answers a different epoch to every caller, and nil once the last one, 2^64 - 1, is
/// reached.
///
///     let cell = EpochCell()
///     let mine = cell.increment()
public final class EpochCell: Sendable {
  private let value: Atomic<UInt64>

  /// Starts at an epoch.
  public init(_ epoch: Epoch = .zero) { value = Atomic(epoch.rawValue) }

  /// Reads the epoch; sees everything published before the store or increment that it reads.
  public func load() -> Epoch { Epoch(value.load(ordering: .acquiring)) }

  /// Publishes an epoch together with every write before it; partner of `load`.
  public func store(_ epoch: Epoch) { value.store(epoch.rawValue, ordering: .releasing) }

  /// Adds one and answers the epoch before it; at the last epoch, answers nil and stays there.
  @discardableResult
  public func increment() -> Epoch? {
    var seen = value.load(ordering: .relaxed)
    while seen < .max {
      // Releasing publishes the caller's writes to `load`; acquiring sees those of the last caller.
      let (isExchanged, found) = value.weakCompareExchange(
        expected: seen, desired: seen + 1, successOrdering: .acquiringAndReleasing,
        failureOrdering: .relaxed)
      if isExchanged { return Epoch(seen) }
      seen = found
    }
    return nil
  }
}
