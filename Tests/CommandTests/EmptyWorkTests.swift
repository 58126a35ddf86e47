internal import Foundation
internal import StateBus
internal import TestSupport
internal import Testing

/// A call without any work to do fails and names the empty input.
@Suite(.long) struct EmptyWorkTests {
  private static let results = "results/amd-epyc-2026-11-25"

  private func expectRefused(_ words: [String], _ said: String...) throws {
    let outcome = try Mmsb.run(words)
    #expect(outcome.code == 2, "\(words): \(outcome.complaints)")
    #expect(outcome.lines.count == 1 && outcome.output.isEmpty, "\(words)")
    for word in said { #expect(outcome.complaints.contains(word), "\(outcome.complaints)") }
  }

  @Test func foldersWithoutACommonCellAreNotCompared() throws {
    try expectRefused(
      ["compare", Self.results + "/kernels", Self.results + "/log"], "/kernels", "/log", "compared")
  }

  @Test func aTraceWithoutPagesGivesNoImage() throws {
    try TestFolder.with { folder in
      let trace = folder.appending(path: "x.mmsblog").path
      let image = folder.appending(path: "image").path
      var writer = try LogWriter(creating: trace, backend: try Backend.preferred())
      try writer.close()
      try expectRefused(["trace", "replay", trace, "--image", image], "x.mmsblog", "no image")
      #expect(!FileManager.default.fileExists(atPath: image))
    }
  }

  @Test func aFuzzRunWithoutACaseProvesNothing() throws {
    let outcome = try Mmsb.run("fuzz", "kernels", "--time", "0.0000001")
    #expect(outcome.code == 2, "\(outcome.output)\(outcome.complaints)")
    #expect(outcome.complaints.contains("no case"))
  }
}
