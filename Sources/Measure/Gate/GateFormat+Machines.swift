/// Formats that build servers read.
extension GateFormat {
  /// JUnit's XML: a test case for each verdict; a regression fails, wrong bytes are an error, and
  /// what could not be told is skipped.
  package static let junit = GateFormat(
    name: "junit", about: "JUnit XML: a test case for each verdict"
  ) { rows, _ in
    let shown = shown(rows)
    let failures = shown.count { $0.verdict == .regression }
    let errors = shown.count { $0.verdict == .unverified }
    let skipped = shown.count { [.inconclusive, .notComparable].contains($0.verdict) }
    let cases = shown.map { row in
      let name = "\(row.keys.cellID) \(row.metric)"
      let head = "  <testcase classname=\"\(xml(row.keys.scenario))\" name=\"\(xml(name))\""
      guard let child = element(row.verdict) else { return head + "/>\n" }
      return head + "><\(child) message=\"\(xml(sentence(row)))\"/></testcase>\n"
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      + "<testsuite name=\"mmsb gate\" tests=\"\(shown.count)\" failures=\"\(failures)\" "
      + "errors=\"\(errors)\" skipped=\"\(skipped)\">\n" + cases.joined() + "</testsuite>\n"
  }

  /// GitHub's workflow commands, which become annotations of a change.
  package static let github = GateFormat(
    name: "github", about: "GitHub annotations, to be written to a step's output"
  ) { rows, _ in
    shown(rows).map { row in
      let level: String
      switch row.verdict {
      case .regression, .unverified: level = "error"
      case .inconclusive, .notComparable: level = "warning"
      case .improvement, .equivalent: level = "notice"
      }
      let title = "\(word(row.verdict)): \(name(row))"
      return "::\(level) title=\(property(title))::\(data(sentence(row)))\n"
    }.joined()
  }

  private static func element(_ verdict: Verdict) -> String? {
    switch verdict {
    case .regression: "failure"
    case .unverified: "error"
    case .inconclusive, .notComparable: "skipped"
    case .improvement, .equivalent: nil
    }
  }

  /// Text as XML's attribute values have it; characters that XML can't have become "?".
  static func xml(_ text: String) -> String {
    replaced(text) { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "\n", "\t", "\r": "&#\(scalar.value);"
      case "\0"..<" ", "\u{fffe}", "\u{ffff}": "?"
      default: nil
      }
    }
  }

  /// Text as the data of a workflow command has it.
  static func data(_ text: String) -> String {
    replaced(text) { scalar in
      switch scalar {
      case "%": "%25"
      case "\r": "%0D"
      case "\n": "%0A"
      default: nil
      }
    }
  }

  /// Text as a property of a workflow command has it.
  static func property(_ text: String) -> String {
    replaced(data(text)) { scalar in
      switch scalar {
      case ":": "%3A"
      case ",": "%2C"
      default: nil
      }
    }
  }

  private static func replaced(
    _ text: String, _ replacement: (Unicode.Scalar) -> String?
  ) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += replacement($1) ?? String($1) }
  }
}
