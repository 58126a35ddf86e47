/// Rules about tests.
enum TestRules {
  /// The names of clocks.
  private static let clocks: Set = [
    "ContinuousClock", "SuspendingClock", "DispatchTime", "CFAbsoluteTimeGetCurrent", "mach_time",
    "clock_gettime", "gettimeofday", "Date", "ProcessInfo.systemUptime",
  ]

  /// Tests that read a clock: a test that asserts a time fails on a busy machine.
  static func readsAClock(_ file: TextFile) -> [Violation] {
    let tokens = file.tokens
    return tokens.indices.dropLast().compactMap { index in
      let (token, next) = (tokens[index], tokens[index + 1])
      let isOurs = token.isCode("Clock") && next.isCode(".") && now(tokens, index + 2)
      guard token.kind == .word, isOurs || clocks.contains(token.text) else { return nil }
      return Violation(
        path: file.path, line: token.line,
        message: "\(token.text): a test asserts counts, bytes or order, never a time")
    }
  }

  private static func now(_ tokens: [Token], _ index: Int) -> Bool {
    index < tokens.count && tokens[index].isCode("now")
  }

  /// Suites that run the built command without the trait `.long`.
  static func hidesItsLength(_ file: TextFile) -> [Violation] {
    let tokens = file.tokens
    guard let run = tokens.first(where: { $0.isCode("Mmsb") }),
      !tokens.contains(where: { $0.isCode("long") })
    else { return [] }
    return [
      Violation(
        path: file.path, line: run.line, message: "runs the command: give its suite the trait .long"
      )
    ]
  }

  /// Patterns of statements in Swift or C: a word near marks that a sentence doesn't have.
  private static var statements: [Regex<Substring>] {
    [
      #/\bfunc \w+\(/#, #/\b(?:let|var) \w+ = /#, #/\breturn [\w.()]+;/#, #/#include [<"]/#,
      #/\b(?:static|void|int|const) \w+\(/#, #/\bimport [A-Z]\w+\n/#,
    ]
  }

  /// Strings that hold code, which is neither compiled nor tested.
  static func holdsCode(_ file: TextFile) -> [Violation] {
    let statements = self.statements
    return file.tokens.filter { token in
      token.kind == .string && statements.contains { token.text.contains($0) }
    }.map {
      Violation(path: file.path, line: $0.line, message: "a string holds code: make it a source")
    }
  }
}
