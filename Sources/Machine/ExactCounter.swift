/// A count that a program keeps of its own work: its name, and how to read it.
///
/// Counts only grow, so what happened in between is the difference of two readings. The same work
/// from the same seed on one thread gives the same difference.
public struct ExactCounter: Sendable {
  /// In snake case: "deltas_applied".
  public let name: String
  /// "count" or "B".
  public let unit: String
  /// One line that says what is counted.
  public let about: String
  /// The count of one worker, by its number in its team; nil for the whole process, threads that
  /// are no workers among them.
  public let read: @Sendable (_ worker: Int?) -> Int64

  /// Describes a count.
  public init(
    name: String, unit: String, about: String,
    read: @escaping @Sendable (_ worker: Int?) -> Int64
  ) {
    self.name = name
    self.unit = unit
    self.about = about
    self.read = read
  }
}
