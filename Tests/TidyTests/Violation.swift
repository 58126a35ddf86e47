internal import Testing

/// A rule broken at a place.
struct Violation: Equatable, CustomStringConvertible {
  let path: String
  /// Counted from 1; 0 for the file as a whole.
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Applies a rule to each file and fails with every place that breaks it, or if there was no file.
func expectClean(
  _ files: [TextFile], sourceLocation: SourceLocation = #_sourceLocation,
  _ rule: (TextFile) -> [Violation]
) {
  #expect(!files.isEmpty, "the rule looked at nothing", sourceLocation: sourceLocation)
  let found = files.flatMap(rule)
  let list = found.map { "\n  \($0)" }.joined()
  #expect(found.isEmpty, "\(found.count) places:\(list)", sourceLocation: sourceLocation)
}
