internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

@Suite(.long) struct CallTests {
  @Test func helpExplains() throws {
    let outcome = try Mmsb.run("--help")
    #expect(outcome.code == 0 && outcome.complaints.isEmpty)
    #expect(outcome.output.contains("Usage: mmsb COMMAND"))
  }

  @Test func aCallWithoutACommandDoesNothingAndSaysSo() throws {
    expectOneLine(try Mmsb.run(), code: 2, ["no command", "mmsb --help"])
  }

  @Test func theVersionNamesTheBuild() throws {
    let outcome = try Mmsb.run("--version")
    #expect(outcome.code == 0)
    #expect(
      outcome.output.wholeMatch(of: /mmsb \d+\.\d+\.\d+, Swift .*, build [0-9a-f]{16}.*\n/) != nil)
  }

  @Test(arguments: ["trace", "log"])
  func helpOnAFamilyNamesItsCalls(family: String) throws {
    let outcome = try Mmsb.run(family, "--help")
    #expect(outcome.code == 0 && outcome.complaints.isEmpty, "\(outcome.complaints)")
    #expect(outcome.output.contains("\(family) info") && outcome.output.contains("COMMAND --help"))
    #expect(!outcome.output.contains("mmsb run"))
  }

  @Test(arguments: [("50", 50), ("90", 90), ("4000", 100), ("0", 80)])
  func helpIsAsWideAsTheReadersColumns(columns: String, width: Int) throws {
    let outcome = try Mmsb.run("caps", "--help", environment: ["COLUMNS": columns])
    let longest = try #require(outcome.output.split(separator: "\n").map(\.count).max())
    #expect(longest <= width && longest > width - 12, "\(longest)")
  }

  // Linux's TIOCSPTLCK and TIOCGPTN, whose macros Swift can't read.
  private static let lockTerminal: UInt = 0x4004_5431
  private static let terminalNumber: UInt = 0x8004_5430

  /// A terminal of 60 columns, which states its size to whoever asks.
  @Test func helpIsAsWideAsTheTerminal() throws {
    let master = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY)
    try #require(master >= 0)
    defer { close(master) }
    var (size, isLocked, number) = (
      winsize(ws_row: 24, ws_col: 60, ws_xpixel: 0, ws_ypixel: 0), 0, 0
    )
    #expect(unsafe ioctl(master, UInt(TIOCSWINSZ), &size) == 0)
    #expect(unsafe ioctl(master, Self.lockTerminal, &isLocked) == 0)
    #expect(unsafe ioctl(master, Self.terminalNumber, &number) == 0)
    let terminal = FileHandle(
      fileDescriptor: unsafe open("/dev/pts/\(number)", O_RDWR | O_NOCTTY), closeOnDealloc: true)
    let process = try Mmsb.start(
      ["validate", "--help"], output: terminal, complaints: FileHandle.nullDevice)
    process.waitUntilExit()
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe read(master, &bytes, bytes.count)
    let lines = String(decoding: bytes.prefix(max(0, count)), as: UTF8.self).split { $0.isNewline }
    let longest = try #require(lines.map(\.count).max())
    #expect(longest <= 60 && longest > 48, "\(lines)")
  }

  @Test func roundsEndAsAskedAndTheManifestSaysWhy() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      let words = [
        "--quick", "--filter", "scalar", "--until", "50%", "--rounds", "15", "--out", out,
      ]
      let outcome = try Mmsb.run(["run", "batch"] + words)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("rounds"))
      let manifest = try String(contentsOfFile: out + "/manifest.json", encoding: .utf8)
      #expect(manifest.contains("\"rounds_endings\"") && manifest.contains("\"widest\""))
      #expect(manifest.contains("\"interval\"") || manifest.contains("\"rounds\""))
      let counts = try Results(out, "summary.csv").rows(["metric": "time", "statistic": "median"])
        .compactMap { Int($0["n_batches"] ?? "") }
      #expect(!counts.isEmpty && counts.allSatisfy { $0 == 10 || $0 == 15 }, "\(counts)")
      #expect(try Mmsb.run("validate", out).code == 0)
    }
  }

  @Test func aPlanShowsWhatABudgetLeavesOut() throws {
    let call = ["run", "batch", "--plan", "--rounds", "17"]
    let whole = try Mmsb.run(call)
    #expect(whole.code == 0 && whole.output.contains(", 17 rounds, about "))
    #expect(!whole.output.contains("skipped: beyond the budget") && whole.lines.isEmpty)
    let poor = try Mmsb.run(call + ["--budget", "0.01s"])
    #expect(poor.output.contains("skipped: beyond the budget") && poor.output.contains("about 0 s"))
    let long = try Mmsb.run("run", "batch", "kernels", "--plan", "--rounds", "10000")
    #expect(long.complaints.contains("--quick, --filter or --budget"), "\(long.complaints)")
    for wrong in [["--rounds", "7"], ["--until", "1q"], ["--until", "x%"], ["--until", "0%"]] {
      expectOneLine(try Mmsb.run(["run", "batch", "--plan"] + wrong), code: 2, [wrong[0]])
    }
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
