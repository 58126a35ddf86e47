internal import Measure
internal import StateBus
internal import Support

extension WorkError {
  /// Makes the error of a cell from an unavailable backend.
  init(_ error: BackendError) {
    switch error {
    case .unsupported: self = .unavailable(code: "isa_absent", reason: "\(error)")
    default: self = .invalidInput("\(error)")
    }
  }

  /// Makes the error of a cell from a commit that can't be made: the environment's where memory or
  /// a file refused it, else the input's.
  init(_ error: StateBusError, _ commit: String) {
    self =
      error.kind == .environment
      ? .environment("\(commit): \(error)")
      : .invalidInput("\(commit) does not apply: \(error)")
  }
}
