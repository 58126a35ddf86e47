internal import Measure
internal import StateBus

extension WorkError {
  /// Makes the error of a cell from an unavailable backend.
  init(_ error: BackendError) {
    switch error {
    case .unsupported: self = .unavailable(code: "isa_absent", reason: "\(error)")
    default: self = .invalidInput("\(error)")
    }
  }
}
