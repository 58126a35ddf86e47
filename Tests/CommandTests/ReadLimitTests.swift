internal import Foundation
internal import StateBus
internal import Support
internal import TestSupport
internal import Testing

/// Files that need more memory than a caller allows, and files without work.
@Suite(.long) struct ReadLimitTests {
  private func expect(
    _ outcome: Mmsb.Outcome, code: Int32, _ words: String...,
    location: SourceLocation = #_sourceLocation
  ) { expectOneLine(outcome, code: code, words, location: location) }

  /// A log of these commits, closed.
  private static func write(_ commits: [Commit], to folder: URL) throws -> String {
    let path = folder.appending(path: "x.mmsblog").path
    var writer = try LogWriter(creating: path, backend: try Backend.preferred())
    for commit in commits { try writer.append(commit) }
    try writer.close()
    return path
  }

  /// A commit that makes pages and writes one byte of each.
  private static func commit(_ sizes: [(id: UInt64, byteCount: Int)]) throws -> Commit {
    var commit = Commit()
    let byte: [UInt8] = [1]
    for (id, byteCount) in sizes {
      commit.creations.append(.init(id: PageID(id), byteCount: byteCount))
      try commit.deltas.append(
        DeltaHeader(id: DeltaID(id), page: PageID(id), epoch: Epoch(1)), bytes: byte.span.raw)
    }
    return commit
  }

  /// Deltas of one byte for these pages.
  private static func touching(_ ids: ClosedRange<UInt64>) throws -> Commit {
    var commit = Commit()
    let byte: [UInt8] = [2]
    for id in ids {
      try commit.deltas.append(
        DeltaHeader(id: DeltaID(id), page: PageID(id), epoch: Epoch(2)), bytes: byte.span.raw)
    }
    return commit
  }

  /// 145 bytes that named a page of 4 GiB took 4.2 GB and ten seconds.
  @Test(
    .covers("MD-23"),
    arguments: [
      ["log", "info"], ["log", "verify"], ["log", "replay"], ["trace", "info"], ["inspect"],
      ["trace", "replay", "--image", "IMAGE"], ["verify", "replay-packages", "--quick", "--input"],
      ["run", "replay-packages", "--quick", "--input"],
    ])
  func pageOfFourGigabytesIsRefused(words: [String]) throws {
    try TestFolder.with { folder in
      let path = try Self.write(
        [try Self.commit([(1, Int(UInt32.max))]), try Self.touching(1...1)], to: folder)
      let image = folder.appending(path: "image").path
      let call = words.map { $0 == "IMAGE" ? image : $0 } + [path]
      expect(try Mmsb.run(call), code: 2, "4294967295", "\(64 << 20)", "--max-page")
      let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(left == ["x.mmsblog"])
    }
  }

  @Test(
    .covers("MD-23"),
    arguments: [
      ("--max-page", "4095B", "4096"), ("--max-record", "16B", "16"), ("--max-commit", "48B", "48"),
      ("--max-state", "8191B", "8192"),
    ])
  func eachLimitIsNamedWithTheOptionThatRaisesIt(option: String, size: String, found: String) throws
  {
    try TestFolder.with { folder in
      let path = try Self.write(
        [try Self.commit([(1, 4096), (2, 4096)]), try Self.touching(1...2)], to: folder)
      let replay = ["log", "replay", path, option]
      expect(try Mmsb.run(replay + [size]), code: 2, option, found, size.dropLast().description)
      #expect(try Mmsb.run(replay + ["1MiB"]).code == 0)
      let verify = ["verify", "replay-packages", "--quick", "--input", path, option]
      let out = folder.appending(path: "out").path
      expect(try Mmsb.run(verify + [size, "--out", out]), code: 2, option, found)
      #expect(!FileManager.default.fileExists(atPath: out))
      #expect(try Mmsb.run(verify + ["1MiB", "--out", out]).code == 0)
    }
  }

  /// Files of other programs have the same limits, and a refused call begins no output.
  @Test(
    .covers("MD-23"),
    arguments: [
      "log info LOG --max-page", "log info LOG --max-record", "log verify LOG --max-page",
      "log replay LOG --max-record", "log replay LOG --sizes CHECKPOINT --max-state",
      "log convert LOG -o OUTPUT --max-page", "log convert LOG -o OUTPUT --max-state",
      "log convert LOG --sizes CHECKPOINT -o OUTPUT --max-state", "inspect LOG --max-page",
      "inspect CHECKPOINT --max-page", "checkpoint info CHECKPOINT --max-page",
      "checkpoint info CHECKPOINT --max-state", "inspect WAL --max-commit",
      "trace import sqlite-wal BASE WAL -o OUTPUT --max-commit",
      "trace import sqlite-wal BASE WAL -o OUTPUT --max-state",
    ])
  func limitsHoldForFilesOfOtherPrograms(line: String) throws {
    try TestFolder.with { folder in
      let output = folder.appending(path: "output").path
      let paths = [
        "LOG": "legacy/mmsb-small.tlog", "CHECKPOINT": "legacy/mmsb-small.ckpt",
        "BASE": "sqlite-wal/packages-4k.base.db", "WAL": "sqlite-wal/packages-4k.wal",
      ].mapValues(Golden.path)
      let words = line.split(separator: " ").map { paths[String($0)] ?? String($0) }
        .map { $0 == "OUTPUT" ? output : $0 }
      let option = try #require(words.last)
      expect(try Mmsb.run(words + ["1B"]), code: 2, option)
      #expect(!FileManager.default.fileExists(atPath: output))
      #expect(try Mmsb.run(words + ["1GiB"]).code == 0)
    }
  }

  @Test(arguments: ["", "0B", "-1B", "64", "64M", "1TiB", "9223372036854775808B", "16777216TiB"])
  func sizesThatCanNotBeMeantAreRefused(size: String) throws {
    let outcome = try Mmsb.run("log", "info", "nonesuch", "--max-page", size)
    expect(outcome, code: 2, "--max-page", "64MiB")
  }

  /// A page of 64 MiB and a thousand tiny ones asked for 67 GB, as each was taken for the largest.
  @Test(.covers("MD-23"))
  func memoryOfAReplayIsThatOfEachPage() throws {
    try TestFolder.with { folder in
      let sizes = [(1, 64 << 20)] + (2...1001).map { ($0, 8) } as [(UInt64, Int)]
      let path = try Self.write(
        [try Self.commit(sizes), try Self.touching(1...1001)], to: folder)
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run(
        "verify", "replay-packages", "--axis", "backend=scalar", "--axis", "allocator=heap",
        "--input", path, "--out", out, "--quick")
      #expect(outcome.code == 0, "\(outcome.complaints)")
    }
  }

  /// Two commits without a delta ended the process in a trap; `verify` said "verified 0", exit 0.
  @Test(.covers("MD-36"), arguments: ["run", "verify"], [0, 1, 2])
  func inputWithNothingToReplayIsRefused(command: String, commitCount: Int) throws {
    try TestFolder.with { folder in
      let commits = try [Self.commit([(1, 64)]), Commit()].prefix(commitCount)
      let path = try Self.write(Array(commits), to: folder)
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run(
        command, "replay-packages", "--quick", "--input", path, "--out", out)
      expect(outcome, code: 2, "x.mmsblog", "nothing in it to replay")
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  /// 236 KB of metadata took 3.7 seconds.
  @Test(.covers("PG7"))
  func twentyThousandKeysOfMetadataAreRead() throws {
    try TestFolder.with { folder in
      var metadata = Metadata()
      for number in 0..<20_000 { try metadata.insert([], for: "\(number)") }
      let image = PageImage(id: PageID(1), metadata: metadata, bytes: [0])
      let path = folder.appending(path: "x.ckpt").path
      let bytes = try LegacyCheckpoint([image], logOffset: 0).encoded()
      try Data(bytes).write(to: URL(filePath: path))
      let outcome = try Mmsb.run("checkpoint", "info", path)
      #expect(outcome.code == 0, "\(outcome.complaints)")
    }
  }
}
