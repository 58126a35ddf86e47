import Testing

/// The shares of CI and of the nightly checks, held against the steps that there are.
@Suite struct BudgetTests {
  private struct Line: Equatable {
    let step: String
    let seconds: Int
  }

  /// The lines of docs/budgets.md for "ci" or "nightly".
  private func lines(_ place: String) throws -> [Line] {
    let page = try #require(Repository.file("docs/budgets.md"))
    return page.lines.compactMap { line in
      let fields = line.split(separator: "|").map { $0.filter { $0 != " " } }
      guard fields.count >= 3, fields[0] == place, let seconds = Int(fields[2]) else { return nil }
      return Line(step: fields[1], seconds: seconds)
    }
  }

  /// The steps that a file runs: the word after `begin` in each of its lines.
  private func steps(_ path: String, after begin: String) throws -> [String] {
    let file = try #require(Repository.file(path))
    return file.lines.compactMap { line in
      let command = line.drop { $0 == "\t" || $0 == "@" }
      guard command.hasPrefix(begin) else { return nil }
      return command.dropFirst(begin.count).split(separator: " ").first.map(String.init)
    }
  }

  @Test func everyStepOfCIHasItsShareOfTwentyMinutes() throws {
    let shares = try lines("ci")
    #expect(shares.map(\.step) == (try steps("Makefile", after: "Tools/step.sh ci ")))
    #expect((1...1200).contains(shares.reduce(0) { $0 + $1.seconds }))
  }

  @Test func everyNightlyStepHasItsShareOfAnHour() throws {
    let shares = try lines("nightly")
    #expect(shares.map(\.step) == (try steps("Tools/nightly.sh", after: "step ")))
    #expect((1...3600).contains(shares.reduce(0) { $0 + $1.seconds }))
  }
}
