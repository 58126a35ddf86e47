internal import Foundation
internal import Glibc
internal import StateBus
internal import TestSupport
internal import Testing

/// Every fault of an input gives one clear line and the documented exit code, and leaves no file.
@Suite(.long) struct BadInputTests {
  private static let golden = Repository.root.appending(path: "Tests/Golden")
  private static let base = golden.appending(path: "sqlite-wal/packages-4k.base.db").path
  private static let wal = golden.appending(path: "sqlite-wal/packages-4k.wal").path
  private static let trace = Repository.root.appending(path: "scenarios/traces/packages-4k.mmsblog")

  private func expect(
    _ outcome: Mmsb.Outcome, code: Int32, _ words: String...,
    location: SourceLocation = #_sourceLocation
  ) {
    expectOneLine(outcome, code: code, words, location: location)
    #expect(outcome.complaints.hasPrefix("mmsb: "), sourceLocation: location)
  }

  @Test func unknownScenariosNameThoseThatAre() throws {
    expect(try Mmsb.run("run", "nonesuch"), code: 2, "nonesuch", "batch")
  }

  @Test(arguments: [
    ("colour: 1,", "3:3", "colour", "measure"),
    ("axes: { backend: [\"sse9\"] },", "3:", "sse9", "scalar"),
    ("axes: { allocator: \"bump\" },", "3:", "bump", "arena"),
    ("axes: { shape: 3 },", "3:", "shape", "pageBytes"),
    ("about: \"again\",", "3:3", "about", "once"),
  ])
  func mistakesInAScenarioAreNamedWithTheirPlace(
    line: String, place: String, found: String, allowed: String
  ) throws {
    try TestFolder.with { folder in
      let text =
        "{ schema: 1, name: \"x\", about: \"A scenario.\",\n  workload: \"batch\",\n  \(line)\n}\n"
      let file = folder.appending(path: "x.json5")
      try text.write(to: file, atomically: true, encoding: .utf8)
      let outcome = try Mmsb.run("run", "./x.json5", "--out", "out", folder: folder)
      expect(outcome, code: 2, "x.json5:\(place)", found, allowed)
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "out").path))
    }
  }

  @Test(arguments: [
    (["--axis", "backend=sse9"], "sse9"), (["--axis", "shape=1"], "shape"),
    (["--filter", "backend=sse9"], "sse9"), (["--filter", "nonesuch"], "nonesuch"),
    (["--inject", "corrupt=backend:sse9"], "sse9"), (["--inject", "slow"], "slow"),
    (["--format", "xml"], "xml"), (["--seed", "x"], "x"), (["--budget", "soon"], "soon"),
    (["--input", "x.mmsblog"], "x.mmsblog"),
    (["--axis", "cpus=wild"], "allowed: none, compact, spread, per-llc, or CPUs by number"),
    (["--axis", "memory=near"], "allowed: first-touch, local, remote, interleave, bind"),
    (["--axis", "node=907"], "a node with CPUs of this process: "),
    (["--axis", "memory=bind:907"], "a node with memory for this process: bind:"),
    (["--axis", "cpus=list:16000"], "allowed: CPUs of this process: "),
    (["--filter", "memory=near"], "allowed: first-touch, local, remote, interleave, bind"),
    (["--counters", "branchs"], "branches, the nearest"),
    (["--counters", "nonesuch"], "list --kind counter"), (["--counters", "off,caches"], "alone"),
  ])
  func mistakesInOptionsAreNamed(options: [String], found: String) throws {
    expect(try Mmsb.run(["run", "batch", "--plan"] + options), code: 2, found)
  }

  @Test(arguments: [
    (["--axis", "backend=scalar,scalar"], "each value once"),
    (["--axis", "backend=scalar", "--axis", "backend=avx2"], "each axis once"),
    (["--inject", "corrupt=log"], "nothing that batch runs here writes a log: batch, batch.scan"),
    (
      ["--filter", "backend=scalar", "--inject", "corrupt=backend:avx2"],
      "no cell of batch that was asked for uses avx2, only scalar"
    ),
  ])
  func mistakesInOptionsSayTheReason(options: [String], reason: String) throws {
    expect(try Mmsb.run(["run", "batch", "--plan"] + options), code: 2, reason)
  }

  @Test func aScenarioThatIsNamedAgainRunsOnce() throws {
    let outcome = try Mmsb.run("run", "batch", "./scenarios/batch.json5", "batch", "--plan")
    #expect(outcome.code == 0 && outcome.lines.count == 2, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("./scenarios/batch.json5 is named again"))
    #expect(outcome.output.split(separator: "\n").count { $0.hasPrefix("batch: ") } == 1)
  }

  /// The program knows the scenarios of the checkout that it was built in.
  @Test func scenariosAreFoundFromAnotherFolder() throws {
    try TestFolder.with { folder in
      let outcome = try Mmsb.run("run", "batch", "--plan", folder: folder)
      #expect(outcome.code == 0 && outcome.output.hasPrefix("batch: "), "\(outcome.complaints)")
    }
  }

  /// Escape sequences in names and in contents never reach the terminal.
  @Test func controlCharactersReachNoTerminal() throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "x.json5")
      try #"{ schema: 1, name: "x", about: "a\nb\u001b[31m", workload: "batch", axes: {} }"#
        .write(to: file, atomically: true, encoding: .utf8)
      expect(try Mmsb.run("run", file.path), code: 2, "x.json5:1:", "\\u000a", "\\u001b[31m")
      let odd = folder.appending(path: "a\u{1b}[31m\nb")
      try Data(contentsOf: Self.trace).write(to: odd)
      for command in [["inspect"], ["log", "info"], ["trace", "info"], ["log", "verify"]] {
        let outcome = try Mmsb.run(command + [odd.path])
        #expect(outcome.code == 0 && !outcome.output.contains("\u{1b}"), "\(command)")
      }
      expect(try Mmsb.run("checkpoint", "info", odd.path), code: 2, "a\\u001b[31m\\u000ab")
      expect(try Mmsb.run("run", odd.path + ".json5"), code: 2, "a\\u001b[31m\\u000ab")
      expect(try Mmsb.run("\u{1b}[2J"), code: 2, "\\u001b[2J")
    }
  }

  /// Reading a pipe would wait for a writer for ever.
  @Test(arguments: ["pipe", "folder", "/dev/zero"])
  func onlyOrdinaryFilesAreRead(kind: String) throws {
    try TestFolder.with { folder in
      let path = kind.hasPrefix("/") ? kind : folder.appending(path: "x.json5").path
      if kind == "pipe" { try #require(unsafe mkfifo(path, 0o600) == 0) }
      if kind == "folder" {
        try FileManager.default.createDirectory(
          atPath: path, withIntermediateDirectories: false)
      }
      let calls = [
        ["run", path], ["run", "replay-packages", "--quick", "--input", path], ["inspect", path],
        ["log", "info", path], ["log", "verify", path], ["log", "replay", path],
        ["log", "convert", path], ["trace", "info", path],
        ["trace", "replay", path, "--image", path + ".out"],
        ["trace", "import", "sqlite-wal", path, Self.wal, "-o", path + ".out"],
        ["trace", "import", "sqlite-wal", Self.base, path, "-o", path + ".out"],
        ["checkpoint", "info", path], ["verify", "batch", "--expect", path],
        ["caps", "--compare", path, path], ["validate", path],
      ]
      for words in calls {
        let outcome = try Mmsb.run(words)
        expect(outcome, code: 2, path)
        #expect(outcome.output.isEmpty, "\(words)")
      }
    }
  }

  @Test func aForcedBackendMayNotContradictTheAxis() throws {
    let words = ["run", "batch", "--plan", "--axis", "backend=scalar"]
    let variables = ["MMSB_BACKEND": "avx2"]
    expect(try Mmsb.run(words, environment: variables), code: 2, "MMSB_BACKEND")
    expect(try Mmsb.run(words, environment: ["MMSB_BACKEND": "sse9"]), code: 2, "sse9", "scalar")
  }

  private enum Damage: String, CaseIterable {
    case missing, truncated, cutAtItsClose, flipped, foreign, empty

    var code: Int32 { [.missing, .foreign].contains(self) ? 2 : 3 }

    func bytes(_ whole: Data) -> Data? {
      switch self {
      case .missing: return nil
      case .truncated: return whole.prefix(whole.count / 2)
      case .cutAtItsClose: return whole.dropLast(8)
      case .flipped:
        var bytes = whole
        bytes[bytes.count / 3] ^= 4
        return bytes
      case .foreign: return Data("#!/bin/sh\nexit 0\n".utf8)
      case .empty: return Data()
      }
    }
  }

  @Test(.covers("TL4", "TL8"), arguments: Damage.allCases.map(\.rawValue))
  func aTraceThatIsNotWholeIsNeverMeasured(name: String) throws {
    let damage = try #require(Damage(rawValue: name))
    try TestFolder.with { folder in
      let file = folder.appending(path: "x.mmsblog")
      try damage.bytes(try Data(contentsOf: Self.trace))?.write(to: file)
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run(
        "run", "replay-packages", "--quick", "--input", file.path, "--out", out)
      expect(outcome, code: damage.code, "x.mmsblog")
      #expect(!FileManager.default.fileExists(atPath: out))
      let image = folder.appending(path: "image").path
      let replay = try Mmsb.run("trace", "replay", file.path, "--image", image)
      expect(replay, code: damage.code, "x.mmsblog")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left.filter { $0 != "x.mmsblog" } == [])
    }
  }

  @Test func aLogOfAnotherPageSizeThanItsDatabaseIsRefused() throws {
    try TestFolder.with { folder in
      var database = try Data(contentsOf: URL(filePath: Self.base))
      database.replaceSubrange(16..<18, with: [2, 0])
      let file = folder.appending(path: "small.db")
      try database.write(to: file)
      let output = folder.appending(path: "x.mmsblog").path
      let outcome = try Mmsb.run("trace", "import", "sqlite-wal", file.path, Self.wal, "-o", output)
      expect(outcome, code: 2, "512", "4096")
      #expect(!FileManager.default.fileExists(atPath: output))
    }
  }

  @Test func outputsNeverReplaceAFile() throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "mine.db")
      try "precious".write(to: file, atomically: true, encoding: .utf8)
      for words in [
        ["trace", "import", "sqlite-wal", Self.base, Self.wal, "-o"],
        ["trace", "replay", Self.trace.path, "--image"],
        ["log", "convert", Self.golden.appending(path: "legacy/mmsb-small.tlog").path, "-o"],
      ] {
        expect(try Mmsb.run(words + [file.path]), code: 2, "mine.db", "already")
      }
      #expect(try String(contentsOf: file, encoding: .utf8) == "precious")
    }
  }

  @Test func aResultsFolderThatCanNotBeMadeIsFoundBeforeMeasuring() throws {
    try TestFolder.with { folder in
      let file = folder.appending(path: "file")
      try "x".write(to: file, atomically: true, encoding: .utf8)
      for path in [file.appending(path: "out").path, "/proc/out"] {
        let outcome = try Mmsb.run(["run", "batch", "--quiet", "--quick", "--out", path])
        expect(outcome, code: 5, path)
        #expect(outcome.output.isEmpty)
      }
    }
  }

  /// A limit on the size of files stands for a full disk: the system refuses the same calls.
  @Test func aDiskThatIsFullLeavesNoPartOfAFile() throws {
    try TestFolder.with { folder in
      let output = folder.appending(path: "x.mmsblog").path
      let words = ["trace", "import", "sqlite-wal", Self.base, Self.wal, "-o", output]
      expect(try Self.limited(words), code: 5, "x.mmsblog")
      let image = folder.appending(path: "image.db").path
      expect(
        try Self.limited(["trace", "replay", Self.trace.path, "--image", image]), code: 5, "image")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
      let results = folder.appending(path: "out").path
      let run = try Self.limited(["verify", "batch", "--quiet", "--quick", "--out", results])
      expect(run, code: 5, "--out")
      let left = try FileManager.default.contentsOfDirectory(atPath: results)
      #expect(left.filter { $0.hasPrefix(".") } == [], "no draft and no scratch folder")
    }
  }

  /// Runs the program with files of at most 16 KiB.
  private static func limited(_ words: [String]) throws -> Mmsb.Outcome {
    let script = "ulimit -f 16; exec \"$0\" \"$@\""
    return try Mmsb.run(["-c", script, Mmsb.path] + words, program: "/bin/bash")
  }

  /// The fields that name a preceding segment ended the program in a trap.
  @Test(
    .covers("TL8"),
    arguments: [["log", "info"], ["log", "verify"], ["log", "replay"], ["inspect"]])
  func aLaterSegmentByItselfIsRefused(command: [String]) throws {
    let folder = try TestFolder()
    var writer = try LogWriter(
      creating: folder.path("first"), backend: try Backend.preferred())
    try writer.append(Commit())
    try writer.rotate(to: folder.path("second"))
    try writer.close()
    #expect(try Mmsb.run(command + [folder.path("first")]).code == 0)
    let outcome = try Mmsb.run(command + [folder.path("second")])
    #expect(outcome.code == 2 || outcome.code == 3, "\(outcome.complaints)")
    #expect(outcome.lines.count == 1, "\(outcome.complaints)")
    #expect(outcome.complaints.contains("segment"), "\(outcome.complaints)")
  }
}
