package import Support

/// The ways in which the program can end; scripts rely on the numbers.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case well = 0
  case regression = 1
  case usage = 2
  case damaged = 3
  case inconclusive = 4
  case unfit = 5
  case internalError = 70
  case interrupted = 130

  /// The end of a call that failed: the one place that maps kinds of errors to numbers.
  package init(_ kind: ErrorKind) {
    self =
      switch kind {
      case .usage, .input: .usage
      case .damaged: .damaged
      case .environment: .unfit
      case .interrupted: .interrupted
      case .internal: .internalError
      }
  }

  /// The meaning of the number, for help.
  package var meaning: String {
    switch self {
    case .well: "all went well"
    case .regression: "a regression was confirmed"
    case .usage: "the call can't be meant, or an input is missing, foreign or malformed"
    case .damaged: "a verification failed, or data is damaged; no number is given for it"
    case .inconclusive: "a comparison stayed inconclusive, with --strict"
    case .unfit:
      "the environment doesn't let it: no permission, no space, nothing that could be measured"
    case .internalError: "a mistake in mmsb itself"
    case .interrupted: "interrupted; what was finished is kept"
    }
  }
}
