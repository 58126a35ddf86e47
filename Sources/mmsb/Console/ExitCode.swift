/// How the program can end; scripts rely on the numbers.
package enum ExitCode: Int32, CaseIterable, Sendable {
  case well = 0
  case usage = 2
  case damaged = 3
  case unfit = 5
  case internalError = 70
  case interrupted = 130

  /// What it says, for help.
  package var meaning: String {
    switch self {
    case .well: "all went well"
    case .usage: "the call can't be meant, or an input is missing, foreign or malformed"
    case .damaged: "a verification failed, or data is damaged; no number is given for it"
    case .unfit:
      "the environment doesn't let it: no permission, no space, nothing that could be measured"
    case .internalError: "a mistake in mmsb itself"
    case .interrupted: "interrupted; what was finished is kept"
    }
  }
}
