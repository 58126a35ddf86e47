/// Formats that build servers read.
extension GateFormat {
  /// JUnit's XML: a suite for each scenario and a test case for each verdict. A regression fails,
  /// wrong bytes are an error, and what could not be told is skipped, or fails where the gate is
  /// strict.
  package static let junit = GateFormat(
    name: "junit", about: "JUnit XML: a suite for each scenario, a test case for each verdict"
  ) { rows, style in
    let shown = shown(rows)
    let scenarios = shown.map(\.keys.scenario).reduce(into: [String]()) { names, name in
      if !names.contains(name) { names.append(name) }
    }
    let suites = scenarios.map { name in
      suite(name, shown.filter { $0.keys.scenario == name }, style)
    }
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mmsb gate\">\n"
      + suites.joined() + "</testsuites>\n"
  }

  private static func suite(_ name: String, _ rows: [CompareRow], _ style: FormatStyle) -> String {
    let elements = rows.map { element($0.verdict, style) }
    func count(_ wanted: String) -> Int { elements.count { $0 == wanted } }
    let cases = zip(rows, elements).map { row, element in
      let title = "\(row.keys.cellID) \(row.metric)"
      let head = "    <testcase classname=\"\(xml(name))\" name=\"\(xml(title))\""
      guard let element else { return head + "/>\n" }
      return head + "><\(element) message=\"\(xml(sentence(row)))\"/></testcase>\n"
    }
    return "  <testsuite name=\"\(xml(name))\" tests=\"\(rows.count)\" "
      + "failures=\"\(count("failure"))\" errors=\"\(count("error"))\" "
      + "skipped=\"\(count("skipped"))\">\n" + cases.joined() + "  </testsuite>\n"
  }

  /// GitHub's workflow commands, which become annotations of a change.
  package static let github = GateFormat(
    name: "github", about: "GitHub annotations, to be written to a step's output"
  ) { rows, style in
    shown(rows).map { row in
      let level: String
      switch row.verdict {
      case .regression, .unverified: level = "error"
      case .inconclusive: level = style.isStrict ? "error" : "warning"
      case .notComparable: level = "warning"
      case .improvement, .equivalent: level = "notice"
      }
      let title = "\(word(row.verdict)): \(name(row))"
      return "::\(level) title=\(property(title))::\(data(sentence(row)))\n"
    }.joined()
  }

  private static func element(_ verdict: Verdict, _ style: FormatStyle) -> String? {
    switch verdict {
    case .regression: "failure"
    case .unverified: "error"
    case .inconclusive: style.isStrict ? "failure" : "skipped"
    case .notComparable: "skipped"
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
