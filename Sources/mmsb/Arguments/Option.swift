/// One option of a command: its name, its value and its help.
package struct Option: Sendable {
  /// The long name without its dashes.
  package let name: String
  /// The one-letter form, where custom expects one.
  package let letter: Character?
  /// The value's name in help; nil for an option without a value.
  package let value: String?
  /// Whether the option may be given several times.
  package let isRepeatable: Bool
  /// One line of help.
  package let about: String

  /// Describes an option.
  package init(
    _ name: String, letter: Character? = nil, value: String? = nil, isRepeatable: Bool = false,
    _ about: String
  ) {
    self.name = name
    self.letter = letter
    self.value = value
    self.isRepeatable = isRepeatable
    self.about = about
  }

  /// The option with its value, as help shows it: "-o, --output FILE".
  var written: String {
    (letter.map { "-\($0), " } ?? "") + "--\(name)" + (value.map { " \($0)" } ?? "")
  }
}

extension Option {
  static let help = Option("help", letter: "h", "show this text")
  static let quiet = Option("quiet", "no progress and no notes on standard error")
  static let noColor = Option("no-color", "no colour, as with NO_COLOR in the environment")

  /// The options of every command.
  static let common: [Option] = [quiet, noColor, help]
}
