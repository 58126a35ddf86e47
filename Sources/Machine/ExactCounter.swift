/// A count that a program keeps of its own work: the name, the unit and the way to read it.
///
/// Counts only grow, so the difference of two readings is the work in between. The same work from
/// the same seed on one thread gives the same difference.
public struct ExactCounter: Sendable {
  /// The name in snake case: "deltas_applied".
  public let name: String
  /// The unit, "count" or "B".
  public let unit: String
  /// One line about the thing counted.
  public let about: String
  /// The count of one worker, by its number in its team; nil for the whole process, other
  /// threads included.
  public let read: @Sendable (_ worker: Int?) -> Int64

  /// Makes a count.
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
