package import Support

/// A command line that makes no sense; each error describes itself in one line with the way out.
package enum UsageError: KindedError, Equatable {
  /// A call without words.
  case noCommand
  case unknownCommand(String, near: [String], known: [String])
  /// The first words of several commands, and no more.
  case incompleteCommand(String, known: [String])
  /// An option before any command.
  case optionFirst(String)
  case unknownOption(String, command: String, near: [String], known: [String])
  case repeatedOption(String)
  case missingValue(String, value: String)
  case unexpectedValue(String, found: String)
  case badValue(option: String, found: String, allowed: String)
  case missingOption(String, command: String)
  case missingOperand(String, command: String)
  case extraOperand(String, command: String)

  package var kind: ErrorKind { .usage }

  package var description: String {
    switch self {
    case .noCommand:
      "no command; write mmsb COMMAND, or mmsb --help for the list of them"
    case .unknownCommand(let name, let near, let known):
      "no command \(name); " + Self.suggestion(near, known)
    case .incompleteCommand(let said, let known):
      "no command \(said); there are: \(known.joined(separator: ", "))"
    case .optionFirst(let option):
      "\(option) before a command; write mmsb COMMAND \(option), or mmsb --help"
    case .unknownOption(let option, let command, let near, let known):
      "no option \(option) in mmsb \(command); " + Self.suggestion(near, known)
    case .repeatedOption(let option):
      "\(option) twice; give it once"
    case .missingValue(let option, let value):
      "\(option) without its value; write \(option) \(value)"
    case .unexpectedValue(let option, let found):
      "\(option) takes no value, found \(found)"
    case .badValue(let option, let found, let allowed):
      "\(option) \(found): allowed: \(allowed)"
    case .missingOption(let option, let command):
      "no \(option); mmsb \(command) needs it, see mmsb \(command) --help"
    case .missingOperand(let operand, let command):
      "no \(operand); mmsb \(command) needs it, see mmsb \(command) --help"
    case .extraOperand(let text, let command):
      "mmsb \(command) has no use for \(text), see mmsb \(command) --help"
    }
  }

  private static func suggestion(_ near: [String], _ known: [String]) -> String {
    near.isEmpty
      ? "there are: \(known.joined(separator: ", "))"
      : "did you mean \(near.joined(separator: " or "))?"
  }
}
