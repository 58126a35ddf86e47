internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Imports of SQLite's logs and conversions of the original MMSB's logs, as users see them.
@Suite(.long) struct ImportCommandTests {
  private static let wal = Golden.path("sqlite-wal/packages-4k.wal")
  private static let base = Golden.path("sqlite-wal/packages-4k.base.db")

  private func importing(_ base: String, _ wal: String, _ folder: TestFolder) throws -> Mmsb.Outcome
  {
    try Mmsb.run("trace", "import", "sqlite-wal", base, wal, "-o", folder.path("out"))
  }

  private func expect(
    _ outcome: Mmsb.Outcome, code: Int32, _ words: String...,
    location: SourceLocation = #_sourceLocation
  ) { expectOneLine(outcome, code: code, words, location: location) }

  @Test(
    arguments: [
      ("base-gap", 2, ["before.db", "page 17"]),
      ("base-stale-restart", 2, ["before.db", "page 18", "restarted"]),
      ("base-rollback-mode", 2, ["before.db", "not in WAL mode"]),
      ("wal-first-tx-damaged", 3, ["app.db-wal", "frame 1", "7 frames", "2 commits"]),
    ] as [(String, Int32, [String])])
  func filesThatSQLiteWroteAreRefusedForTheirOwnReason(
    name: String, code: Int32, words: [String]
  ) throws {
    let folder = try TestFolder()
    let path = Golden.path("sqlite-wal/cases/\(name)")
    let outcome = try importing("\(path)/before.db", "\(path)/app.db-wal", folder)
    expect(outcome, code: code)
    for word in words { #expect(outcome.complaints.contains(word), "\(outcome.complaints)") }
    #expect(try folder.names == [])
  }

  /// The frames that a rolled back transaction spilled follow the last commit.
  @Test func framesOfARolledBackTransactionAreToldAndLeftOut() throws {
    let folder = try TestFolder()
    let path = Golden.path("sqlite-wal/cases/wal-rolled-back-spill")
    let outcome = try importing("\(path)/before.db", "\(path)/app.db-wal", folder)
    expect(outcome, code: 0, "stops at frame 85", "84 frames", "rolled back")
    let image = folder.path("image")
    #expect(try Mmsb.run("trace", "replay", folder.path("out"), "--image", image).code == 0)
    // `after.db` is SQLite's own checkpoint of the same two files.
    #expect(try Golden.bytes(atPath: image) == Golden.bytes(atPath: "\(path)/after.db"))
  }

  @Test func inspectSaysAtWhichFrameCountingStops() throws {
    let damaged = Golden.path("sqlite-wal/cases/wal-first-tx-damaged/app.db-wal")
    let outcome = try Mmsb.run("inspect", damaged)
    expect(outcome, code: 3, "frame 1")
    #expect(outcome.output.contains("counting stops at frame 1, which is damaged"))
    #expect(outcome.output.contains("7 frames behind it"), "\(outcome.output)")
    let folder = try TestFolder()
    let whole = try Golden.bytes(atPath: Self.wal)
    let torn = try Mmsb.run("inspect", folder.write(whole.dropLast(), "torn.wal"))
    #expect(torn.code == 0 && torn.output.contains("inside frame 1311, after 4119 bytes"))
  }

  /// The database was copied after a checkpoint.
  @Test func aBaseThatEqualsTheEndIsTold() throws {
    let folder = try TestFolder()
    let end = Golden.path("sqlite-wal/packages-4k.final.db")
    expect(try importing(end, Self.wal, folder), code: 0, "final.db", "after a checkpoint")
    #expect(try folder.names == ["out"])
  }

  @Test func odditiesOfFilesAreToldOfTheRightFile() throws {
    let folder = try TestFolder()
    let out = folder.path("x")
    let pipe = folder.path("pipe")
    let made = unsafe mkfifo(pipe, 0o600)
    #expect(made == 0)
    let base = try Golden.bytes(atPath: Self.base)
    let odd = try folder.write(base + [0], "odd.db"), none = try folder.write([], "none")
    for (database, wal, code, words) in [
      (pipe, Self.wal, 2, [pipe, "a pipe"]), (Self.base, pipe, 2, [pipe, "a pipe"]),
      (Golden.path("legacy"), Self.wal, 2, ["legacy", "a folder"]),
      (Self.base, "/dev/null", 2, ["/dev/null", "a device"]),
      (odd, Self.wal, 3, [odd, "4097 bytes"]), (none, Self.wal, 3, [none, "0 bytes"]),
      (Self.base, none, 2, [none, "empty"]),
      (Self.wal, Self.wal, 2, ["packages-4k.wal", "SQLite"]),
      (Self.base, Self.base, 2, ["packages-4k.base.db", "not a SQLite WAL"]),
    ] as [(String, String, Int32, [String])] {
      let outcome = try Mmsb.run("trace", "import", "sqlite-wal", database, wal, "-o", out)
      expect(outcome, code: code)
      for word in words { #expect(outcome.complaints.contains(word), "\(outcome.complaints)") }
    }
    for command in [
      ["inspect"], ["log", "verify"], ["log", "convert"], ["checkpoint", "info"],
      ["trace", "info"], ["trace", "replay", "--image", out],
    ] { expect(try Mmsb.run(command + [pipe]), code: 2, pipe, "a pipe") }
    #expect(try folder.names == ["none", "odd.db", "pipe"])
  }

  @Test(.covers("MD-31")) func changesBeyondAPageAreCutOnlyIfAskedFor() throws {
    let cases = Golden.path("legacy/cases")
    for command in [["log", "convert"], ["log", "replay"]] {
      let folder = try TestFolder()
      let words =
        command + ["\(cases)/mask-beyond-page.tlog", "--sizes", "\(cases)/page-of-4.ckpt"]
        + (command[1] == "convert" ? ["-o", folder.path("out")] : [])
      expect(try Mmsb.run(words), code: 2, "up to byte 8", "4 bytes", "--cut-masks")
      #expect(try folder.names == [])
      let cut = try Mmsb.run(words + ["--cut-masks"])
      #expect(cut.code == 0 && cut.output.contains("masks cut"), "\(cut.complaints)")
    }
  }

  /// Replay refused a conversion that was reported as "the same".
  @Test(.covers("MD-31", "MD-36")) func aLogWhoseEpochsGoBackConvertsToOneThatReplays() throws {
    let folder = try TestFolder()
    let log = Golden.path("legacy/cases/epochs-go-back.tlog")
    let out = folder.path("out")
    let converted = try Mmsb.run("log", "convert", log, "-o", out)
    #expect(converted.code == 0, "\(converted.complaints)")
    #expect(converted.output.contains("epochs set back"), "\(converted.output)")
    let digests = try [log, out].map { path in
      let outcome = try Mmsb.run("log", "replay", path, "--digest", "full")
      #expect(outcome.code == 0, "\(outcome.complaints)")
      return outcome.output.split(separator: "\n").first { $0.hasPrefix("digest full") }
    }
    #expect(digests[0] != nil && digests[0] == digests[1])
  }
}
