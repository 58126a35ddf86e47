/// A text that is refused as JSON: the place, the text found there, and the text that may stand
/// there.
package struct JSONError: KindedError, Equatable, Sendable {
  /// The line, counted from 1.
  package let line: Int
  /// The column, counted from 1 in Unicode scalars.
  package let column: Int
  /// The text or value that stands there.
  package let found: String
  /// The texts or values that may stand there.
  package let allowed: String

  /// The kind: the text is at fault.
  package var kind: ErrorKind { .input }
  /// The facts without the place, on one line.
  package var message: String { "found \(found), allowed: \(allowed)".escapingControls }
  /// "line:column: found …, allowed: …".
  package var description: String { "\(line):\(column): \(message)" }
}
