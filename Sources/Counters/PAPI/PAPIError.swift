internal import CPAPI
package import Support

/// A step that PAPI refused, with PAPI's text for the reason.
package struct PAPIError: KindedError, Equatable {
  /// The steps that PAPI may refuse.
  package enum Step: Equatable, Sendable {
    case initialise, register, create
    case add(String)
    case start, read, stop
  }

  /// The step that was refused.
  package let step: Step
  /// PAPI's text.
  package let words: String
  /// PAPI's code; 0 for a refusal without a code.
  package let code: Int32

  init(_ step: Step, words: String, code: Int32 = 0) {
    self.step = step
    self.words = words
    self.code = code
  }

  /// Whether the counters exist and other users hold them: a retry may help.
  var isBusy: Bool { [CPAPI_ECNFLCT, CPAPI_EISRUN, CPAPI_ESYS].contains(code) }

  /// Whether PAPI lacks the event on this machine.
  var isUnknownEvent: Bool { code == CPAPI_ENOEVNT }

  package var kind: ErrorKind { .environment }

  package var description: String {
    switch step {
    case .initialise: "PAPI would not initialise: \(words)"
    case .register: "PAPI would not register the thread: \(words)"
    case .create: "PAPI would not make an event set: \(words)"
    case .add(let name): "PAPI would not add \(name): \(words)"
    case .start: "PAPI would not start the event set: \(words)"
    case .read: "PAPI would not read the event set: \(words)"
    case .stop: "PAPI would not stop the event set: \(words)"
    }
  }
}
