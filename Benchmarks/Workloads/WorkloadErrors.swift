internal import Measure
internal import StateBus

extension WorkError {
  /// What a backend that can't be had means for a cell.
  init(_ error: BackendError) {
    switch error {
    case .unsupported: self = .unavailable(code: "isa_absent", reason: "\(error)")
    default: self = .invalidInput("\(error)")
    }
  }
}
