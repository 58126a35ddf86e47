internal import Foundation
internal import TestSupport
internal import Testing

@Suite(.long) struct CallTests {
  @Test func aCallWithoutWordsExplains() throws {
    let outcome = try Mmsb.run()
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("Usage: mmsb COMMAND"))
    #expect(outcome.complaints.isEmpty)
  }

  @Test func theVersionNamesTheBuild() throws {
    let outcome = try Mmsb.run("--version")
    #expect(outcome.code == 0)
    #expect(
      outcome.output.wholeMatch(of: /mmsb \d+\.\d+\.\d+, Swift .*, build [0-9a-f]{16}.*\n/) != nil)
  }

  @Test(arguments: [["frobnicate"], ["list", "--frobnicate"], ["run"], ["--frobnicate"]])
  func aMistakenCallIsOneLineAndExitCodeTwo(words: [String]) throws {
    let outcome = try Mmsb.run(words)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    #expect(outcome.lines.count == 1 && outcome.complaints.hasPrefix("mmsb: "))
  }

  /// A reader that leaves early, such as head, must not look like a crash.
  @Test func aReaderThatLeftIsNoMistake() throws {
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let complaints = Pipe()
    let process = try Mmsb.start(["--help"], output: pipe, complaints: complaints)
    process.waitUntilExit()
    #expect(process.terminationReason == .exit && process.terminationStatus == 0)
    try complaints.fileHandleForWriting.close()
    #expect(try complaints.fileHandleForReading.readToEnd() ?? Data() == Data())
  }

  @Test func aFullStandardOutputIsExitCodeFive() throws {
    let full = try FileHandle(forWritingTo: URL(filePath: "/dev/full"))
    let complaints = Pipe()
    let process = try Mmsb.start(["--help"], output: full, complaints: complaints)
    process.waitUntilExit()
    try complaints.fileHandleForWriting.close()
    let text = try complaints.fileHandleForReading.readToEnd() ?? Data()
    #expect(process.terminationStatus == 5)
    #expect(
      String(decoding: text, as: UTF8.self)
        == "mmsb: standard output: No space left on device\n")
  }
}
