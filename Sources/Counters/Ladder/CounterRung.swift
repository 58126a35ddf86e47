/// One way to count, and whether it can be used here; where not, why, and what would change that.
public struct CounterRung: Equatable, Sendable {
  /// The ways there are, best first.
  public enum Kind: String, CaseIterable, Sendable {
    /// PAPI's event sets over the processor's counters.
    case papi
    /// The kernel's generic hardware events.
    case perf
    /// The kernel's software events.
    case software
    /// Resource usage and scheduler statistics.
    case usage
    /// Clocks alone.
    case clock

    /// What people call it.
    public var title: String {
      switch self {
      case .papi: "PAPI event sets"
      case .perf: "the kernel's hardware events"
      case .software: "the kernel's software events"
      case .usage: "resource usage and scheduler statistics"
      case .clock: "clocks"
      }
    }
  }

  /// Which way.
  public let kind: Kind
  /// Whether it counted known work right.
  public let isUsable: Bool
  /// The stable word for the `reason_code` column; empty where it is usable.
  public let reasonCode: String
  /// One sentence: the fact.
  public let reason: String
  /// One sentence: the way out, where there is one.
  public let remedy: String?

  init(_ kind: Kind, usable reason: String) {
    self.kind = kind
    isUsable = true
    reasonCode = ""
    self.reason = reason
    remedy = nil
  }

  init(_ kind: Kind, _ code: String, _ reason: String, remedy: String? = nil) {
    self.kind = kind
    isUsable = false
    reasonCode = code
    self.reason = reason
    self.remedy = remedy
  }
}
