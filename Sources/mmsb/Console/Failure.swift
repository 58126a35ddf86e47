/// The end of a call that didn't go well: how it ends, and the one line that says why.
package struct Failure: Error, Equatable {
  /// How the program ends.
  package let code: ExitCode
  /// The fact and the way out, in one line.
  package let message: String

  /// Ends a call.
  package init(_ code: ExitCode, _ message: String) {
    self.code = code
    self.message = message
  }
}
