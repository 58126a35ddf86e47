import Foundation
import Measure
import TestSupport
import Testing
import mmsb

/// The page about gating, held against the options that there really are.
struct GatingPageTests {
  private static let page = try? String(
    contentsOfFile: Repository.path("docs/gating.md"), encoding: .utf8)

  /// The words of the page that match a pattern.
  private func words(_ pattern: String) throws -> Set<String> {
    let text = try #require(Self.page)
    let expression = try NSRegularExpression(pattern: pattern)
    let whole = NSRange(text.startIndex..., in: text)
    return Set(
      expression.matches(in: text, range: whole).compactMap { match in
        Range(match.range(at: 1), in: text).map { String(text[$0]) }
      })
  }

  @Test func everyOptionOnThePageExists() throws {
    let commands = Program.commands.filter { ["gate", "selftest"].contains($0.name) }
    #expect(commands.count == 2)
    let known = Set(commands.flatMap { $0.options.map(\.name) })
    let used = try words("--([a-z][a-z-]*)")
    #expect(used.isSuperset(of: ["base", "head", "strict", "report", "budget", "deadline"]))
    #expect(used.subtracting(known) == [])
  }

  @Test func everyReportOnThePageExists() throws {
    let used = try words("([a-z]+)=[A-Za-z.]*(?:FILE|gate\\.[a-z]+)")
    #expect(used == Set(GateFormat.all.map(\.name)))
  }

  /// GitHub's example and GitLab's call targets and set variables that the makefile has.
  @Test func everyTargetAndVariableOnThePageExists() throws {
    let makefile = try String(contentsOfFile: Repository.path("Makefile"), encoding: .utf8)
    let targets = try words("(?:`|\n|: |- )make ([a-z-]+)")
    #expect(targets == ["gate", "nightly"])
    for target in targets { #expect(makefile.contains("\n\(target): ")) }
    let variables = try words("\\b([A-Z_]{4,})=")
    #expect(variables == ["BASE", "GATE_OPTIONS"])
    for variable in variables { #expect(makefile.contains("$(\(variable))")) }
  }

  /// Each exit code on the page is one of the command's, with nothing left out.
  @Test func theExitCodesOnThePageAreTheCommands() throws {
    let gate = try #require(Program.commands.first { $0.name == "gate" })
    let codes = try words("\n\\| (\\d+) \\|")
    #expect(codes == Set(gate.endings.map { "\($0.code.rawValue)" }))
  }
}
