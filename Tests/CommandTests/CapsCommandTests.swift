internal import Foundation
internal import TestSupport
internal import Testing
internal import mmsb

@Suite(.long) struct CapsCommandTests {
  @Test func reportEndsWithAVerdictAndNamesNoPlace() throws {
    let outcome = try Mmsb.run("caps")
    #expect(outcome.code == 0 && outcome.complaints.isEmpty, "\(outcome.complaints)")
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.suffix(2).contains { $0.hasPrefix("Verdict: fit for exact counts") })
    let host = ProcessInfo.processInfo.hostName
    for text in [outcome.output, try Mmsb.run("caps", "--json").output] {
      #expect(text.contains(/[ "=]\/[a-z]/) == false)
      #expect(host.count < 4 || host == "localhost" || !text.contains(host))
    }
  }

  @Test func twoReportsOfOneMachineAreCompared() throws {
    try TestFolder.with { folder in
      let report = try Mmsb.run("caps", "--json", "--disk", ".", folder: folder)
      #expect(report.code == 0)
      let path = folder.appending(path: "a.json")
      try report.output.write(to: path, atomically: true, encoding: .utf8)
      let other = report.output.replacing("\"results_type\"", with: "\"results_kind\"")
      try other.write(to: folder.appending(path: "b.json"), atomically: true, encoding: .utf8)
      let same = try Mmsb.run("caps", "--compare", "a.json", "a.json", folder: folder)
      #expect(same.code == 0 && same.output.hasPrefix("nothing differs in "))
      let different = try Mmsb.run("caps", "--compare", "a.json", "b.json", folder: folder)
      #expect(different.code == 0 && different.output.contains("2 differ, "))
      #expect(different.output.contains("disk results_kind"))
      #expect(report.output.contains("\"named_type\""))
    }
  }

  @Test(arguments: [
    (["--disk", "nonesuch"], "nonesuch"), (["--disk", "Package.swift"], "no such folder"),
    (["--json", "--csv"], "don't go together"), (["here"], "here"), (["--jsno"], "--json"),
    (["--compare", "nonesuch.json", "b.json"], "nonesuch.json"),
    (["--compare", "Package.swift", "Package.swift"], "Package.swift:1:1"),
    (["--compare", "a.json"], "no B"), (["--compare", "a", "b", "c"], "c"),
    (["--compare", "a", "b", "--csv"], "don't go together"), (["--json=1"], "takes no value"),
  ])
  func mistakesAreNamed(words: [String], found: String) throws {
    let outcome = try Mmsb.run(["caps"] + words)
    #expect(outcome.code == 2 && outcome.output.isEmpty)
    #expect(outcome.lines.count == 1 && outcome.complaints.contains(found), "\(outcome.complaints)")
  }

  private static let qemu = ["/usr/bin/qemu-x86_64", "/usr/bin/qemu-x86_64-static"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: qemu != nil, "qemu-user is installed"))
  func emulatedProcessorIsKnownForOne() throws {
    let qemu = try #require(Self.qemu)
    let outcome = try Mmsb.run(
      ["-cpu", "Nehalem", Mmsb.path, "caps", "--csv"], program: qemu)
    #expect(outcome.code == 0, "\(outcome.complaints)")
    #expect(outcome.output.contains(",backends,avx2,,,,,unavailable,emulated_cpu,"))
    #expect(outcome.output.contains(",verdict,cached_ratios,,,,,unavailable,emulated_cpu,"))
  }
}
