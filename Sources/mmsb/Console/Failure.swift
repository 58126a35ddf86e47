package import Support

/// The end of a call that didn't go well: its kind, and the one line that says why.
package struct Failure: KindedError, Equatable {
  /// The kind, which decides the exit code.
  package let kind: ErrorKind
  /// The fact and the way out, in one line.
  package let message: String

  /// Ends a call.
  package init(_ kind: ErrorKind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// The same failure as an error says; an error of unknown kind is a fault of this program.
  package init(_ error: any Error) {
    if let known = error as? any KindedError {
      self.init(known.kind, known.description)
    } else {
      self.init(.internal, "internal error, please report it: \(error)")
    }
  }

  /// The same with the file in front, where the error itself doesn't name the file.
  init(_ error: any Error, of path: String) {
    let plain = Failure(error)
    let isNamed = plain.message.contains(path)
    self.init(plain.kind, isNamed ? plain.message : "\(path): \(plain.message)")
  }

  /// The message.
  package var description: String { message }
}
