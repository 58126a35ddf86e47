/// The rule for the epochs of deltas that a page accepts.
public enum EpochPolicy: Sendable {
  /// The page's epoch or a later one; an earlier one is an error.
  case monotone
  /// Any epoch, as in the original system: only for replaying that system's logs.
  case unchecked
}
