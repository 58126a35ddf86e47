/// Reads a command line against a table of commands.
///
/// Options may stand anywhere after the command's words, as `--name value` or `--name=value`; a
/// word that follows `--` is an operand. Everything unknown is refused by name, with a near match.
package struct ArgumentParser {
  /// The commands to choose from.
  package let commands: [Command]

  /// Makes a parser of these commands.
  package init(_ commands: [Command]) { self.commands = commands }

  /// The request of a command line.
  package enum Request {
    case run(Command, Arguments)
    /// Help on one command, or on all.
    case help(Command?)
    /// The list of the commands that begin with these words.
    case family(String, [Command])
    /// The version and the build.
    case version
  }

  /// Reads the words after the program's name.
  package func parse(_ words: [String]) throws(UsageError) -> Request {
    guard let first = words.first else { throw .noCommand }
    if first == "--help" || first == "-h" { return .help(nil) }
    if first == "--version" { return .version }
    if first == "help" { return try helped(Array(words.dropFirst())) }
    if words.contains(where: Option.help.matches), let family = family(words) { return family }
    let (command, rest) = try self.command(words)
    var reading = Reading(command: command, rest: rest[...])
    return try reading.request()
  }

  private func helped(_ words: [String]) throws(UsageError) -> Request {
    if words.isEmpty { return .help(nil) }
    if let family = family(words) { return family }
    return .help(try command(words).0)
  }

  /// The list of the commands that words other than options begin; nil where they begin none, or
  /// are one.
  private func family(_ words: [String]) -> Request? {
    let said = words.filter { !$0.hasPrefix("-") }
    let longer = commands.filter { $0.words.starts(with: said) && $0.words.count > said.count }
    let isOne = commands.contains { said.starts(with: $0.words) }
    return said.isEmpty || longer.isEmpty || isOne
      ? nil : .family(said.joined(separator: " "), longer)
  }

  /// The command with the most words that the line begins with.
  private func command(_ words: [String]) throws(UsageError) -> (Command, [String]) {
    let fitting = commands.filter { words.starts(with: $0.words) }
    if let command = fitting.max(by: { $0.words.count < $1.words.count }) {
      return (command, Array(words.dropFirst(command.words.count)))
    }
    guard !words[0].hasPrefix("-") else { throw .optionFirst(words[0]) }
    let family = commands.filter { $0.words[0] == words[0] }
    guard family.isEmpty else {
      let said = [words[0]] + words.dropFirst().prefix(1).filter { !$0.hasPrefix("-") }
      throw .incompleteCommand(said.joined(separator: " "), known: family.map(\.name))
    }
    var names: [String] = []
    for name in commands.map({ $0.words[0] }) where !names.contains(name) { names.append(name) }
    throw .unknownCommand(words[0], near: NearMatches.of(words[0], among: names), known: names)
  }
}

/// The state of reading one command's arguments.
private struct Reading {
  let command: Command
  var rest: ArraySlice<String>
  var values: [String: [String]] = [:]
  var operands: [String] = []

  mutating func request() throws(UsageError) -> ArgumentParser.Request {
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      } else if word.hasPrefix("-"), word != "-" {
        let option = try read(word)
        if option.name == Option.help.name { return .help(command) }
      } else {
        operands.append(word)
      }
    }
    try checkOperands()
    return .run(command, Arguments(command: command, values: values, operands: operands))
  }

  private mutating func read(_ word: String) throws(UsageError) -> Option {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    guard let option = command.allOptions.first(where: { $0.matches(written) }) else {
      let names = command.allOptions.map { "--" + $0.name }
      throw .unknownOption(
        written, command: command.name, near: NearMatches.of(written, among: names), known: names)
    }
    let name = "--" + option.name
    if values[option.name] != nil, !option.isRepeatable { throw .repeatedOption(name) }
    if option.value == nil {
      guard parts.count == 1 else { throw .unexpectedValue(name, found: String(parts[1])) }
      values[option.name] = []
    } else if parts.count == 2 {
      values[option.name, default: []].append(String(parts[1]))
    } else if let value = rest.popFirst() {
      values[option.name, default: []].append(value)
    } else {
      throw .missingValue(name, value: option.value ?? "")
    }
    return option
  }

  private func checkOperands() throws(UsageError) {
    let needed = command.operands.count { !$0.isOptional }
    if operands.count < needed {
      throw .missingOperand(command.operands[operands.count].name, command: command.name)
    }
    if operands.count > command.operands.count, command.operands.last?.isRepeated != true {
      throw .extraOperand(operands[command.operands.count], command: command.name)
    }
  }
}

extension Option {
  fileprivate func matches(_ written: String) -> Bool {
    written == "--" + name || letter.map { written == "-\($0)" } == true
  }
}
