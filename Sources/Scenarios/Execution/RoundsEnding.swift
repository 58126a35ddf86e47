internal import Measure

/// The end of the rounds of one part of a group that ran until its intervals were narrow.
package struct RoundsEnding: Sendable, Equatable {
  /// The reason why no further round was held. The raw value is the word in manifests.
  package enum Reason: String, Sendable {
    /// Every interval was narrow enough.
    case interval
    /// The most rounds had been held.
    case rounds
    /// The part's share of the budget was used up.
    case budget
  }

  /// The first cell of the part, and the number of cells in it.
  package let cellID: String
  package let cellCount: Int
  /// The rounds that were held.
  package let rounds: Int
  package let reason: Reason
  /// Half of the widest interval over its middle value; nil where there was no interval.
  package let widest: Double?

  /// Describes the end of a contest that wasn't interrupted.
  init(_ result: ContestResult, _ wanted: WantedWidth) {
    cellID = wanted.ids.first ?? ""
    cellCount = wanted.ids.count
    rounds = result.completedRounds
    reason =
      switch result.ending {
      case .narrow: .interval
      case .deadline: .budget
      case .finished, .interrupted: .rounds
      }
    widest = wanted.widest(result)
  }
}
