package import Support

/// The failure of a call: its kind, and one line with the reason.
package struct Failure: KindedError, Equatable {
  /// The kind, which decides the exit code.
  package let kind: ErrorKind
  /// The fact and the way out, in one line.
  package let message: String

  /// States a failure.
  package init(_ kind: ErrorKind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// Makes a failure of an error; an error of unknown kind is a fault of this program.
  package init(_ error: any Error) {
    if let known = error as? any KindedError {
      self.init(known.kind, known.description)
    } else {
      self.init(.internal, "internal error, please report it: \(error)")
    }
  }

  /// Makes a failure with the file in front, where the error itself doesn't name the file.
  init(_ error: any Error, of path: String) {
    let plain = Failure(error)
    let isNamed = plain.message.contains(path)
    self.init(plain.kind, isNamed ? plain.message : "\(path): \(plain.message)")
  }

  /// The message.
  package var description: String { message }
}
