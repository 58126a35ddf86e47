internal import Testing

/// A broken rule, with its place in a file.
struct Violation: Equatable, CustomStringConvertible {
  let path: String
  /// The line number, counted from 1; 0 for the file as a whole.
  let line: Int
  let message: String

  var description: String { "\(path):\(line): \(message)" }
}

/// Applies a rule to each file; fails with every broken place, or where `files` is empty.
func expectClean(
  _ files: [TextFile], sourceLocation: SourceLocation = #_sourceLocation,
  _ rule: (TextFile) -> [Violation]
) {
  #expect(!files.isEmpty, "the rule looked at nothing", sourceLocation: sourceLocation)
  let found = files.flatMap(rule)
  let list = found.map { "\n  \($0)" }.joined()
  #expect(found.isEmpty, "\(found.count) places:\(list)", sourceLocation: sourceLocation)
}
