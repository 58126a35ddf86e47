/// Writes help from the table of commands, as wide as the reader's terminal.
package struct Help: Sendable {
  /// The most columns of a line.
  let columnLimit: Int

  /// The purpose of the program, its commands, and its exit codes.
  package func overview(_ commands: [Command]) -> String {
    let about = """
      mmsb replays storage work over kernel backends and allocators, proves every variant right
      before it times it, and writes CSV.
      """
    let rows = commands.map { ($0.name, $0.summary) }
    let codes = ExitCode.allCases.map { ("\($0.rawValue)", $0.meaning) }
    return [
      wrapped(about),
      "Usage: mmsb COMMAND …\n       mmsb COMMAND --help\n       mmsb --version\n",
      "Commands:\n" + table(rows),
      "Exit codes:\n" + table(codes),
      wrapped(
        """
        Data goes to standard output, everything else to standard error. MMSB_BACKEND forces the
        kernel backend of every command that doesn't choose one itself.
        """),
    ].joined(separator: "\n")
  }

  /// The commands that begin with the same words.
  package func of(_ name: String, _ commands: [Command]) -> String {
    [
      "Usage: mmsb \(name) COMMAND …\n       mmsb \(name) COMMAND --help\n",
      "Commands:\n" + table(commands.map { ($0.name, $0.summary) }),
    ].joined(separator: "\n")
  }

  /// The full help of one command.
  package func of(_ command: Command) -> String {
    let operands = command.operands.map { " " + $0.written }.joined()
    let isOptional = command.options.isEmpty ? "" : " [options]"
    return [
      wrapped("mmsb \(command.name): \(command.summary)."),
      "Usage: mmsb \(command.name)\(operands)\(isOptional)\n",
      command.about.map(wrapped).joined(separator: "\n"),
      "Options:\n" + table(command.allOptions.map { ($0.written, $0.about) }),
      (command.examples.count == 1 ? "Example:\n" : "Examples:\n")
        + command.examples.map { "  mmsb \($0)\n" }.joined(),
      "Exit codes:\n" + table(command.endings.map { ("\($0.code.rawValue)", $0.meaning) }),
    ].joined(separator: "\n")
  }

  /// Two columns; text too long for the second one continues below itself.
  private func table(_ rows: [(String, String)]) -> String {
    let width = min(26, (rows.map(\.0.count).max() ?? 0))
    return rows.map { name, text in
      let lines = lines(text, width: columnLimit - width - 4)
      let indent = String(repeating: " ", count: width + 4)
      let isShort = name.count <= width
      let first = "  " + name + String(repeating: " ", count: max(0, width - name.count) + 2)
      let head = isShort ? first + (lines.first ?? "") : "  \(name)\n\(indent)\(lines.first ?? "")"
      return ([head] + lines.dropFirst().map { indent + $0 }).joined(separator: "\n") + "\n"
    }.joined()
  }

  private func wrapped(_ text: String) -> String {
    lines(text, width: columnLimit).joined(separator: "\n") + "\n"
  }

  private func lines(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = last + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
