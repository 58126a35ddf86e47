internal import Support

/// A mistake in a results folder, and its place.
package struct Finding: Sendable, Equatable, CustomStringConvertible {
  package let file: String
  /// The line, counted from 1; nil for the file as a whole.
  package let line: Int?
  /// The column's or field's name; nil for the line as a whole.
  package let column: String?
  package let message: String

  init(_ file: String, line: Int? = nil, column: String? = nil, _ message: String) {
    self.file = file
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String {
    let place = file + (line.map { ":\($0)" } ?? "") + (column.map { ": " + $0 } ?? "")
    return (place + ": " + message).escapingControls
  }
}
