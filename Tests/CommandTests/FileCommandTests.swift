internal import Foundation
internal import TestSupport
internal import Testing

@Suite(.long) struct FileCommandTests {
  private static let golden = Repository.root.appending(path: "Tests/Golden")

  private static func path(_ name: String) -> String { golden.appending(path: name).path }

  @Test func aTraceGivesSQLitesOwnFile() throws {
    try TestFolder.with { folder in
      let trace = folder.appending(path: "x.mmsblog").path
      let image = folder.appending(path: "x.db").path
      let imported = try Mmsb.run(
        "trace", "import", "sqlite-wal", Self.path("sqlite-wal/packages-4k.base.db"),
        Self.path("sqlite-wal/packages-4k.wal"), "-o", trace)
      #expect(imported.code == 0 && imported.complaints.isEmpty, "\(imported.complaints)")
      #expect(imported.output.contains("1,312"))
      #expect(try Mmsb.run("trace", "replay", trace, "--image", image).code == 0)
      let final = try Data(contentsOf: URL(filePath: Self.path("sqlite-wal/packages-4k.final.db")))
      #expect(try Data(contentsOf: URL(filePath: image)) == final)
      let info = try Mmsb.run("trace", "info", trace)
      #expect(info.code == 0 && info.output.contains("run of changed bytes"))
      #expect(
        try Mmsb.run("log", "verify", trace).output.contains("66 commits, 1,313 deltas, closed"))
    }
  }

  @Test(.covers("TL5", "CK1", "RP1")) func theLegacyLogGivesItsCheckpoint() throws {
    let log = Self.path("legacy/mmsb-small.tlog"), checkpoint = Self.path("legacy/mmsb-small.ckpt")
    let replayed = try Mmsb.run("log", "replay", log, "--sizes", checkpoint, "--digest", "data")
    let stored = try Mmsb.run("checkpoint", "info", checkpoint, "--digest", "data")
    #expect(replayed.code == 0 && stored.code == 0)
    let digests = [replayed, stored].map { outcome in
      outcome.output.split(separator: "\n").first { $0.hasPrefix("digest data") }?
        .split(separator: " ").last
    }
    #expect(digests[0]?.count == 32 && digests[0] == digests[1])
  }

  @Test func aConvertedLogIsWholeAndItsSizesAreExact() throws {
    try TestFolder.with { folder in
      let log = Self.path("legacy/mmsb-small.tlog")
      let output = folder.appending(path: "x.mmsblog").path
      let outcome = try Mmsb.run("log", "convert", log, "-o", output)
      let byteCount = try Data(contentsOf: URL(filePath: output)).count
      #expect(outcome.code == 0 && outcome.output.contains("592,037 bytes"))
      #expect(
        outcome.output.filter { $0 != "," }.contains("\(byteCount) bytes"), "\(outcome.output)")
      #expect(try Mmsb.run("log", "verify", output).code == 0)
    }
  }

  @Test(arguments: [
    ("legacy/mmsb-small.tlog", "log of the original MMSB", "300 shown"),
    ("legacy/mmsb-small.ckpt", "checkpoint of the original MMSB", "12 shown"),
    ("sqlite-wal/packages-4k.wal", "SQLite write-ahead log", "65 shown"),
    ("sqlite-wal/packages-4k.base.db", "SQLite database", "database"),
    ("../../scenarios/traces/packages-4k.mmsblog", "log, MMSBLOG3", "66 shown"),
  ])
  func filesAreKnownByTheirBytes(name: String, kind: String, count: String) throws {
    let outcome = try Mmsb.run("inspect", Self.path(name), "--rows", "2")
    #expect(outcome.code == 0 && outcome.complaints.isEmpty)
    #expect(outcome.output.contains(kind) && outcome.output.contains(count), "\(outcome.output)")
  }

  @Test func whatIsThereIsListed() throws {
    let outcome = try Mmsb.run("list")
    let rows = outcome.output.split(separator: "\n").map {
      $0.split(separator: " ", maxSplits: 3).prefix(2).map(String.init)
    }
    #expect(outcome.code == 0)
    for row in [
      ["scenario", "batch"], ["workload", "replay"], ["axis", "pageBytes"], ["backend", "scalar"],
      ["allocator", "arena"],
    ] { #expect(rows.contains(row), "\(row)") }
    #expect(!outcome.output.contains("malformed"))
  }

  @Test func oneCellRunsAgainFromItsRow() throws {
    try TestFolder.with { folder in
      let first = folder.appending(path: "first").path,
        second = folder.appending(path: "again").path
      let run = try Mmsb.run(
        "run", "batch", "--quick", "--seed", "9", "--axis", "backend=scalar", "--out", first)
      #expect(run.code == 0, "\(run.complaints)")
      let cell = try #require(try Results(first, "summary.csv").rows.first?["cell_id"])
      let again = try Mmsb.run("rerun", first, cell, "--out", second)
      #expect(again.code == 0 && again.complaints.contains("same state"), "\(again.complaints)")
      let rows = try Results(second, "summary.csv").rows
      #expect(Set(rows.filter { $0["variant"] == "cell" }.map { $0["cell_id"] }) == [cell])
      let compared = try Mmsb.run("compare", first, second, "--all")
      #expect(compared.code == 0 && compared.output.contains(cell))
      let missing = try Mmsb.run("rerun", first, "nonesuch")
      #expect(missing.code == 2 && missing.complaints.contains("nonesuch"))
    }
  }

  /// The placement that the command line chose is in the row, so the second run has the same one.
  @Test(arguments: [
    (["cpus=none", "memory=first-touch"], "unpinned.first-touch", "none", "first_touch"),
    (["cpus=per-llc", "node=each"], "per-llc.n", "per_llc", "single_node"),
  ])
  func aCellIsRunAgainWhereItRan(
    choices: [String], label: String, cpus: String, memory: String
  ) throws {
    try TestFolder.with { folder in
      let (first, second) = (
        folder.appending(path: "a").path, folder.appending(path: "b").path
      )
      let axes = choices.flatMap { ["--axis", $0] } + ["--axis", "backend=scalar"]
      let filter = ["--filter", "workload=kernel.apply", "--filter", "apply.4K"]
      let run = try Mmsb.run(["verify", "kernels", "--out", first] + filter + axes)
      #expect(run.code == 0, "\(run.complaints)")
      let verified = try Results(first, "summary.csv").rows(["metric": "verified_operations"])
      let row = try #require(verified.first)
      let cell = try #require(row["cell_id"])
      #expect(cell.contains(label) && row["cpu_policy"] == cpus)
      let isSingle = row["mem_policy"] == "single_node"
      #expect(row["mem_policy"] == memory || (memory == "single_node" && !isSingle))
      let again = try Mmsb.run("rerun", first, cell, "--out", second)
      #expect(again.code == 0, "\(again.complaints)")
      let rerun = try Results(second, "summary.csv").rows(["metric": "verified_operations"])
      #expect(rerun.map { $0["cell_id"] } == [cell])
      for column in ["cpu_policy", "cpu_list", "cpu_node", "mem_policy", "mem_node"] {
        #expect(rerun.map { $0[column] } == [row[column]], "\(column)")
      }
    }
  }
}
