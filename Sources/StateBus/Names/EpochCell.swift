internal import Synchronization

/// An epoch that several threads advance.
///
/// `increment` hands every caller a different epoch. It wraps after 2^64 increments, which no
/// machine reaches.
public final class EpochCell: Sendable {
  private let value: Atomic<UInt64>

  /// Starts at an epoch.
  public init(_ epoch: Epoch = .zero) { value = Atomic(epoch.rawValue) }

  /// The epoch now; sees everything published before the store or increment that it reads.
  public func load() -> Epoch { Epoch(value.load(ordering: .acquiring)) }

  /// Publishes an epoch together with every write before it; partner of `load`.
  public func store(_ epoch: Epoch) { value.store(epoch.rawValue, ordering: .releasing) }

  /// Adds one and answers the epoch before it.
  @discardableResult
  public func increment() -> Epoch {
    Epoch(value.wrappingAdd(1, ordering: .acquiringAndReleasing).oldValue)
  }
}
