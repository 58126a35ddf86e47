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
}
