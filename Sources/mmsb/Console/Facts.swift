/// Names and values, one pair a line.
enum Facts {
  static func text(_ facts: [(String, String)]) -> String {
    Columns.text(facts.map { [$0.0, $0.1] })
  }
}
