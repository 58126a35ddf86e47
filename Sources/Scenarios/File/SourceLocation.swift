internal import Support

/// A place in a file, in the form that editors read.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let column: Int

  /// Names a place; line and column are counted from 1.
  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// "file:line:column".
  package var description: String { "\(file):\(line):\(column)" }
}

extension ScenarioError {
  /// States the place of a text that isn't JSON5.
  init(_ error: JSONError, in file: String) {
    self = .malformed(
      SourceLocation(file: file, line: error.line, column: error.column), found: error.found,
      allowed: error.allowed)
  }
}
