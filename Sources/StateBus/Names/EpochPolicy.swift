/// Which epochs of a delta its page takes.
public enum EpochPolicy: Sendable {
  /// The page's epoch or a later one; an earlier one is an error.
  case monotone
  /// Anything, as in the original system: only for replaying its logs.
  case unchecked
}
