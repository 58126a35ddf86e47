import Foundation
import Scenarios
import TestSupport
import Testing

@Suite struct PlanTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func write(_ name: String, _ text: String) throws {
    let url = URL(fileURLWithPath: folder.path(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func plan(
    _ name: String, change: (inout PlanOptions) -> Void = { _ in }
  ) throws -> Plan {
    var options = PlanOptions()
    change(&options)
    let library = ScenarioLibrary(folders: [folder.root + "/near", folder.root + "/far"])
    let file = try ScenarioFile.load(name, catalogue(), library: library)
    return try Plan(file, catalogue(), topology(), options)
  }

  private static let reading = scenarioText(
    workload: "'kernel.reader'", more: "input: { trace: 'traces/t.log' }")

  @Test func theNearestScenarioOfANameIsTaken() throws {
    try write("near/a.json5", scenarioText(axes: "backend: ['slow']"))
    try write("far/a.json5", scenarioText())
    try write("far/b.json5", scenarioText())
    #expect(try plan("a").matrix.cells.count == 1)
    #expect(try plan("b").matrix.cells.count == 2)
    #expect(try plan(folder.root + "/far/a.json5").matrix.cells.count == 2)
  }

  @Test func scenariosOfTheProgramsCheckoutAreFoundFromEverywhere() {
    let built = ScenarioLibrary.of(program: "/home/me/mmsb/.build/x86_64/release/mmsb")
    #expect(
      built.folders == [
        "./scenarios", "/home/me/mmsb/.build/x86_64/release/../share/mmsb/scenarios",
        "/home/me/mmsb/scenarios",
      ])
    let installed = ScenarioLibrary.of(program: "/usr/bin/mmsb")
    #expect(installed.folders == ["./scenarios", "/usr/bin/../share/mmsb/scenarios"])
  }

  @Test func anUnknownScenarioListsThoseThereAre() throws {
    try write("far/b.json5", scenarioText())
    try write("near/a.json5", scenarioText())
    try write("far/a.json5", scenarioText())
    try write("far/notes.txt", "")
    let error = #expect(throws: ScenarioError.self) { try plan("c") }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("no scenario c in ") && text.hasSuffix("there are: a, b"), "\(text)")
    #expect(throws: ScenarioError.self) { try plan("./c.json5") }
  }

  @Test func tracesAreSoughtBesideTheScenario() throws {
    try write("near/a.json5", Self.reading)
    let error = #expect(throws: ScenarioError.self) { try plan("a") }
    let text = error?.description ?? ""
    #expect(text.contains("/near/a.json5:1:") && text.contains("/near/traces/t.log: "), "\(text)")
    try write("near/traces/t.log", "trace")
    let found = try plan("a")
    #expect(found.tracePath == folder.root + "/near/traces/t.log")
    #expect(found.traceName == "traces/t.log")
    try FileManager.default.removeItem(atPath: folder.root + "/near/traces/t.log")
    try write("near/traces/t.log/file", "")
    let refused = #expect(throws: ScenarioError.self) { try plan("a") }
    #expect(refused?.description.hasSuffix("/near/traces/t.log: not a file") == true)
    // A pipe without a writer must not block the plan.
    let pipe = folder.path("pipe")
    try #require(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(throws: ScenarioError.self) { try plan("a") { $0.input = pipe } }
  }

  @Test func anotherTraceTakesTheScenariosPlace() throws {
    try write("near/a.json5", Self.reading)
    try write("mine.log", "trace")
    let mine = try plan("a") { $0.input = folder.root + "/mine.log" }
    #expect(mine.tracePath == folder.root + "/mine.log" && mine.traceName == "mine.log")
    let gone = #expect(throws: ScenarioError.self) { try plan("a") { $0.input = "gone.log" } }
    #expect(gone?.description.hasPrefix("--input: trace gone.log: ") == true)
    try write("near/b.json5", scenarioText())
    let unused = #expect(throws: ScenarioError.self) {
      try plan("b") { $0.input = folder.root + "/mine.log" }
    }
    #expect(unused?.description.contains("nothing in scenario test reads one") == true)
  }

  @Test func groupsBeyondTheBudgetAreKnown() throws {
    try write("near/a.json5", scenarioText(axes: "backend: ['slow'], density: [0.25, 0.5, 1]"))
    let whole = try plan("a")
    #expect(whole.groupsThatFit == [true, true, true])
    let part = try plan("a") { $0.budgetSeconds = whole.estimatedSeconds * 0.7 }
    #expect(part.groupsThatFit.count { $0 } == 2 || part.matrix.groups.count == 1)
  }

  @Test func roundsFollowTheFileQuickAndTheBudget() throws {
    try write("near/a.json5", scenarioText(more: "measure: { rounds: 400 }"))
    #expect(try plan("a").rounds == 400)
    #expect(try plan("a") { $0.matrix.isQuick = true }.rounds == Plan.quickRounds)
    let seconds = try plan("a").estimatedSeconds
    let shorter = try plan("a") { $0.budgetSeconds = seconds / 2 }
    #expect((40..<400).contains(shorter.rounds) && shorter.estimatedSeconds <= seconds / 2)
    #expect(try plan("a") { $0.budgetSeconds = 0.001 }.rounds == Scenario.standardRounds)
    #expect(
      try plan("a") {
        $0.rounds = 17; $0.matrix.isQuick = true
      }.rounds == 17)
    #expect(
      try plan("a") {
        $0.rounds = 900; $0.budgetSeconds = 0.001
      }.rounds == 900)
    let open = try plan("a") {
      $0.untilWidth = 0.01; $0.budgetSeconds = 0.001
    }
    #expect(open.rounds == Plan.untilRounds && open.estimatedSeconds < seconds / 4)
    #expect(try plan("a") { $0.isTimed = false }.estimatedSeconds < seconds / 4)
    try write("near/b.json5", scenarioText(more: "measure: { rounds: 8 }"))
    #expect(try plan("b") { $0.budgetSeconds = 0.001 }.rounds == 8)
  }
}
