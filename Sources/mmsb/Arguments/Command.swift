/// One command as data: the parser reads it, help is written from it, and `run` does it.
package struct Command: Sendable {
  /// The words that call it: "run", "trace import sqlite-wal".
  package let name: String
  /// One line for the list of commands.
  package let summary: String
  /// What it does, a paragraph each.
  package let about: [String]
  /// What it works on, by place.
  package let operands: [Operand]
  /// Its own options; those of every command come by themselves.
  package let options: [Option]
  /// Calls that work, without the program's name.
  package let examples: [String]
  /// How it can end, and what that means here.
  package let endings: [(code: ExitCode, meaning: String)]
  /// Does it.
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
