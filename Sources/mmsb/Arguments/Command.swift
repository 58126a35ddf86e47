/// One command as data: the parser and the help read it, and `run` carries it out.
package struct Command: Sendable {
  /// The words that call it: "run", "trace import sqlite-wal".
  package let name: String
  /// One line for the list of commands.
  package let summary: String
  /// The description, a paragraph each.
  package let about: [String]
  /// The operands, by place.
  package let operands: [Operand]
  /// The command's own options; those common to all commands are added.
  package let options: [Option]
  /// Calls that work, without the program's name.
  package let examples: [String]
  /// The exit codes of the command, with their meanings here.
  package let endings: [(code: ExitCode, meaning: String)]
  /// Carries the command out.
  package let run: @Sendable (Arguments, Console) throws -> ExitCode

  /// Describes a command.
  package init(
    _ name: String, summary: String, about: [String], operands: [Operand] = [],
    options: [Option] = [], examples: [String],
    endings: [(code: ExitCode, meaning: String)],
    run: @escaping @Sendable (Arguments, Console) throws -> ExitCode
  ) {
    self.name = name
    self.summary = summary
    self.about = about
    self.operands = operands
    self.options = options
    self.examples = examples
    self.endings = endings
    self.run = run
  }

  var words: [String] { name.split(separator: " ").map(String.init) }
  var allOptions: [Option] { options + Option.common }
}
