import Foundation
import TestSupport
import Testing

/// Two results folders side by side, and the exit code that their exact counts ask for.
@Suite(.long) struct CompareCommandTests {
  private static let results = Repository.path("results/amd-epyc-2026-11-25/log")
  /// One exact count of one cell, as summary.csv writes it.
  private static let count = "kernel_calls,count,value,1,"

  /// A copy of committed results whose first such count has another value.
  private func changed(to value: String, in folder: URL) throws -> String {
    let copy = folder.appending(path: "b").path
    try FileManager.default.copyItem(atPath: Self.results, toPath: copy)
    let path = copy + "/summary.csv"
    var text = try String(contentsOfFile: path, encoding: .utf8)
    let range = try #require(text.range(of: Self.count))
    text.replaceSubrange(range, with: "kernel_calls,count,value,\(value),")
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    return copy
  }

  @Test(arguments: ["2", "0"]) func aCountThatChangedEndsWithOneAndIsNamed(value: String) throws {
    try TestFolder.with { folder in
      let copy = try changed(to: value, in: folder)
      let outcome = try Mmsb.run("compare", Self.results, copy)
      #expect(outcome.code == 1, "\(outcome.complaints)")
      #expect(outcome.complaints.contains(": kernel_calls was 1 and is \(value)"))
      #expect(outcome.lines.count { $0.hasPrefix("mmsb: ") } == 1, "\(outcome.complaints)")
    }
  }

  @Test func aFolderBesideItselfIsWell() throws {
    let outcome = try Mmsb.run("compare", Self.results, Self.results)
    #expect(outcome.code == 0 && !outcome.output.isEmpty, "\(outcome.complaints)")
  }

  /// A folder of copies of two scenarios' results, as --out of one run makes it.
  private func parent(_ name: String, in folder: URL, _ scenarios: [String]) throws -> String {
    let parent = folder.appending(path: name).path
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    for scenario in scenarios {
      try FileManager.default.copyItem(
        atPath: Repository.path("results/amd-epyc-2026-11-25/\(scenario)"),
        toPath: "\(parent)/\(scenario)")
    }
    return parent
  }

  @Test func foldersOfSeveralScenariosAreComparedWhole() throws {
    try TestFolder.with { folder in
      let one = try parent("one", in: folder, ["log", "replay-tpcb"])
      let other = try parent("other", in: folder, ["log", "replay-tpcb"])
      let outcome = try Mmsb.run("compare", one, other, "--all", "--format", "csv")
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.output.contains(",log,") && outcome.output.contains(",replay-tpcb,"))
      let table = try Mmsb.run("compare", one, other)
      #expect(table.output.contains("other against one"))
      #expect(table.output.contains("geometric mean of "))
      #expect(table.output.contains("verdicts: "))
    }
  }

  @Test func severalFoldersAreEachComparedWithTheFirst() throws {
    try TestFolder.with { folder in
      let copy = try changed(to: "2", in: folder)
      let outcome = try Mmsb.run("compare", Self.results, Self.results, copy)
      #expect(outcome.code == 1, "\(outcome.complaints)")
      #expect(outcome.output.contains("log against log"))
      #expect(outcome.output.contains("b against log"))
      let parsed = try Mmsb.run("compare", Self.results, Self.results, copy, "--format", "json")
      let document = try JSONSerialization.jsonObject(with: Data(parsed.output.utf8))
      #expect(document is [String: Any])
    }
  }

  @Test func foldersWithoutACommonCellAreUsage() throws {
    try TestFolder.with { folder in
      let other = try parent("other", in: folder, ["replay-tpcb"])
      expectOneLine(
        try Mmsb.run("compare", Self.results, other), code: 2, ["no measured cell in common"])
      expectOneLine(
        try Mmsb.run("compare", Self.results, Self.results, other), code: 2,
        ["no measured cell in common"])
    }
  }
}
