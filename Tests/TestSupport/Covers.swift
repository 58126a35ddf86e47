public import Testing

/// Names the rows of `docs/requirements.md` that a test proves.
public struct Covers: TestTrait, SuiteTrait {
  /// The rows' ids: "RB1", "MD-10".
  public let rows: [String]
}

extension Trait where Self == Covers {
  /// Says that the test fails when one of these rows does not hold; at most three.
  public static func covers(_ rows: String...) -> Covers {
    precondition((1...3).contains(rows.count), "a test names one to three rows")
    return Covers(rows: rows)
  }
}
