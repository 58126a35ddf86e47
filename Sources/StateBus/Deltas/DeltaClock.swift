internal import Glibc

/// The clock that gives deltas their times.
///
/// The system's clock, or a closure: a test, or a program whose log must come out the same twice,
/// supplies its own.
///
///     let clock = DeltaClock { 1_760_000_000_000_000_000 }
///     let header = DeltaHeader(id: DeltaID(1), page: PageID(7), epoch: Epoch(1), clock: clock)
public struct DeltaClock: Sendable {
  private let read: @Sendable () -> UInt64

  /// A clock that reads `read`: nanoseconds since 1970, 0 if unknown.
  public init(_ read: @escaping @Sendable () -> UInt64) { self.read = read }

  /// Nanoseconds since 1970, 0 if unknown.
  public var now: UInt64 { read() }

  /// The system's wall clock; a time before 1970 counts as unknown.
  public static let system = DeltaClock {
    var time = timespec()
    guard unsafe clock_gettime(CLOCK_REALTIME, &time) == 0, time.tv_sec >= 0 else { return 0 }
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }
}

extension DeltaHeader {
  /// Describes a delta that is made now, by a clock.
  public init(
    id: DeltaID, page: PageID, epoch: Epoch, offset: Int = 0, source: Source = .unnamed,
    intent: [UInt8]? = nil, clock: DeltaClock
  ) {
    self.init(
      id: id, page: page, epoch: epoch, offset: offset, timestamp: clock.now, source: source,
      intent: intent)
  }
}
