internal import Support

/// A small table of text that can be laid out for a terminal or as Markdown.
struct Grid: Equatable {
  /// A cell and its emphasis.
  struct Field: Equatable {
    let text: String
    let tone: Tone

    /// Makes a cell; control characters of the text become escapes.
    init(text: String, tone: Tone = .plain) {
      self.text = text.escapingControls
      self.tone = tone
    }
  }

  enum Tone: Equatable {
    case plain, good, bad, quiet
  }

  var title: String
  var header: [String]
  /// Columns of numbers line up on the right.
  var rightAligned: [Bool]
  var rows: [[Field]]
  /// What a reader must know of the columns, a sentence each.
  var legend: [String] = []

  /// Columns padded to one width; the first starts each line. The legend follows.
  func aligned(color: Bool) -> String {
    let widths = header.indices.map { column in
      max(header[column].count, rows.map { $0[column].text.count }.max() ?? 0)
    }
    func line(_ fields: [Field]) -> String {
      var result = ""
      for (column, field) in fields.enumerated() {
        let padding = String(repeating: " ", count: widths[column] - field.text.count)
        let text = color ? Self.painted(field) : field.text
        result += rightAligned[column] ? padding + text : text + padding
        if column + 1 < fields.count { result += "  " }
      }
      while result.last == " " { result.removeLast() }
      return result + "\n"
    }
    let names = line(header.map { Field(text: $0, tone: .quiet) })
    let notes = legend.map { note in
      let field = Field(text: note, tone: .quiet)
      return (color ? Self.painted(field) : field.text) + "\n"
    }
    return title.escapingControls + "\n" + names + rows.map(line).joined() + notes.joined()
  }

  private static func painted(_ field: Field) -> String {
    let codes: [(Tone, String)] = [(.good, "32"), (.bad, "31"), (.quiet, "2")]
    guard let code = codes.first(where: { $0.0 == field.tone })?.1 else { return field.text }
    return "\u{1b}[\(code)m\(field.text)\u{1b}[0m"
  }

  /// A heading, a pipe table, and the legend as a paragraph.
  var markdown: String {
    func line(_ fields: [String]) -> String { "| " + fields.joined(separator: " | ") + " |\n" }
    func escaped(_ text: String) -> String {
      text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }
    let rule = rightAligned.map { $0 ? "--:" : "---" }
    let notes = legend.map { escaped($0.escapingControls) }.joined(separator: "; ")
    return "### \(title.escapingControls)\n\n" + line(header.map(escaped)) + line(rule)
      + rows.map { line($0.map { escaped($0.text) }) }.joined()
      + (notes.isEmpty ? "" : "\n\(notes).\n")
  }
}
