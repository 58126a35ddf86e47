internal import CPAPI
package import Support

/// A step that PAPI refused, with its words for why.
package struct PAPIError: KindedError, Equatable {
  /// What was tried.
  package enum Step: Equatable, Sendable {
    case initialise, register, create
    case add(String)
    case start, read, stop
  }

  /// What was tried.
  package let step: Step
  /// PAPI's words.
  package let words: String
  /// PAPI's code; 0 where it has none.
  package let code: Int32

  init(_ step: Step, words: String, code: Int32 = 0) {
    self.step = step
    self.words = words
    self.code = code
  }

  /// Whether the counters exist and others have them: a retry may help.
  var isBusy: Bool { [PAPI_ECNFLCT, PAPI_EISRUN, PAPI_ESYS].contains(code) }

  /// Whether PAPI hasn't got the event on this machine.
  var isUnknownEvent: Bool { code == PAPI_ENOEVNT }

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
