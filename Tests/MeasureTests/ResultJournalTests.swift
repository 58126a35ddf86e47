import Glibc
import Measure
import Support
import TestSupport
import Testing

/// Results that last from the end of each group, whatever ends the process.
@Suite struct ResultJournalTests {
  /// A folder whose run has stored a group and ends without a word.
  private func abandoned(
    _ scratch: TestFolder, groups: Int = 1
  ) throws -> String {
    let folder = try ResultFolder(creating: scratch.root)
    try folder.begin(manifest: Fixture.manifest)
    for group in 0..<groups { try folder.store(Fixture.group(group), areFinished: true) }
    return scratch.root
  }

  @Test func aGroupThatWasStoredLastsWithoutAnEnd() throws {
    let scratch = try TestFolder()
    let stored = try ResultFolder.read(try abandoned(scratch))
    #expect(stored.rows == Fixture.group(0))
    #expect(stored.manifest["complete"] == false && stored.incompleteness != nil)
    #expect(try ResultFolder.validate(scratch.root).isEmpty)
  }

  @Test func aRunThatHasOnlyBegunIsAFolderWithoutRows() throws {
    let scratch = try TestFolder()
    #expect(try ResultFolder.read(try abandoned(scratch, groups: 0)).rows == ResultRows())
  }

  @Test(arguments: ["samples.csv", "summary.csv", "compare.csv"])
  func whatTheManifestDoesNotCountIsLeftOut(name: String) throws {
    let scratch = try TestFolder()
    _ = try abandoned(scratch)
    let whole = try scratch.bytes(name)
    for torn in ["1.0,run-7,\"torn", String(decoding: whole, as: UTF8.self) + "1"] {
      try scratch.write(whole + Array(torn.utf8), name)
      let stored = try ResultFolder.read(scratch.root)
      #expect(stored.rows == Fixture.group(0) && stored.strayByteCount == torn.utf8.count)
      #expect(stored.incompleteness?.contains("\(torn.utf8.count) bytes") == true)
    }
  }

  @Test func aRowThatTheManifestCountsAndTheFileLacksIsFound() throws {
    let scratch = try TestFolder()
    _ = try abandoned(scratch)
    try scratch.write(Array(try scratch.bytes("summary.csv").dropLast(40)), "summary.csv")
    #expect(try !ResultFolder.validate(scratch.root).isEmpty)
  }

  @Test func whatIsLeftOutOfACompleteFolderIsAMistake() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    try folder.begin(manifest: Fixture.manifest)
    try folder.store(Fixture.group(0), areFinished: true)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    #expect(try ResultFolder.validate(scratch.root).isEmpty)
    try scratch.write(try scratch.bytes("samples.csv") + Array("torn".utf8), "samples.csv")
    #expect(try !ResultFolder.validate(scratch.root).isEmpty)
  }

  @Test(arguments: [RefusingDisk.Call.write, .sync, .create, .rename])
  func aDiskThatIsFullKeepsTheGroupsBefore(call: RefusingDisk.Call) throws {
    var times = 0
    for time in 1...40 {
      let scratch = try TestFolder()
      let disk = RefusingDisk(refusing: call, time: time, code: ENOSPC)
      var kept = 0
      do throws(ResultError) {
        let folder = try ResultFolder(creating: scratch.root, on: disk)
        try folder.begin(manifest: Fixture.manifest)
        for group in 0..<3 {
          try folder.store(Fixture.group(group), areFinished: true)
          kept += 1
        }
      } catch {
        #expect(error == .cannotWrite(path: scratch.root, reason: "No space left on device"))
      }
      guard disk.hasRefused, kept > 0 else { continue }
      times += 1
      let stored = try ResultFolder.read(scratch.root)
      #expect(stored.rows.summary.count == kept * Fixture.rows.summary.count, "call \(time)")
    }
    #expect(times > 1)
  }

  @Test func rowsThatAreRevisedLaterAreRewrittenWhole() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    try folder.begin(manifest: Fixture.manifest)
    try folder.store(Fixture.group(0), areFinished: true)
    folder.revise { $0.summary[0].withhold(.unavailable, "counter_untrusted") }
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let stored = try ResultFolder.read(scratch.root)
    #expect(stored.rows.summary[0].status == .unavailable)
    #expect(stored.rows.summary.count == Fixture.rows.summary.count)
  }

  @Test func aFolderIsOneRunsAtATime() throws {
    let scratch = try TestFolder()
    let first = try ResultFolder(creating: scratch.root)
    let error = #expect(throws: ResultError.self) { try ResultFolder(creating: scratch.root) }
    guard case .held(scratch.root, _) = error else { throw error ?? .complete(path: "") }
    #expect(error?.kind == .environment)
    withExtendedLifetime(first) {}
  }
}

/// Going on with the results of a run that has not come to its end.
@Suite struct ResumedFolderTests {
  private func abandoned(_ scratch: TestFolder, _ areFinished: [Bool]) throws {
    let folder = try ResultFolder(creating: scratch.root)
    try folder.begin(manifest: Fixture.manifest)
    for (group, isFinished) in areFinished.enumerated() {
      try folder.store(Fixture.group(group), areFinished: isFinished)
    }
  }

  @Test func finishedRowsAreKeptAndOthersMadeAgain() throws {
    let scratch = try TestFolder()
    try abandoned(scratch, [true, true, false])
    try scratch.write(try scratch.bytes("samples.csv") + Array("torn".utf8), "samples.csv")
    let folder = try ResultFolder(resuming: scratch.root)
    #expect(folder.rows.summary.count == 2 * Fixture.rows.summary.count)
    #expect(folder.manifest?["run_id"] == "run-7")
    try folder.begin(manifest: Fixture.manifest)
    try folder.store(Fixture.group(2), areFinished: true)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let stored = try ResultFolder.read(scratch.root)
    #expect(stored.rows.samples.count == 3 * Fixture.rows.samples.count)
    #expect(stored.manifest["complete"] == true)
  }

  @Test func aCompleteFolderHasNothingMissing() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    withExtendedLifetime(consume folder) {}
    let error = #expect(throws: ResultError.self) { try ResultFolder(resuming: scratch.root) }
    #expect(error == .complete(path: scratch.root) && error?.kind == .usage)
  }

  @Test func aFolderWithoutCountsOfFinishedRowsIsRefused() throws {
    let scratch = try TestFolder()
    try abandoned(scratch, [true])
    let text = String(decoding: try scratch.bytes("manifest.json"), as: UTF8.self)
    try scratch.write(
      Array(text.replacing("finished_rows", with: "other_rows").utf8), "manifest.json")
    let error = #expect(throws: ResultError.self) { try ResultFolder(resuming: scratch.root) }
    guard case .notResumable = error else { throw error ?? .complete(path: "") }
  }

  @Test func aFolderThatARunHoldsIsRefused() throws {
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    try folder.begin(manifest: Fixture.manifest)
    let error = #expect(throws: ResultError.self) { try ResultFolder(resuming: scratch.root) }
    guard case .held = error else { throw error ?? .complete(path: "") }
    withExtendedLifetime(folder) {}
  }
}

extension Fixture {
  /// The rows of one of several groups, which differ in the ids of their cells.
  static func group(_ number: Int) -> ResultRows {
    func id(_ old: String) -> String { old.isEmpty ? old : "g\(number).\(old)" }
    var rows = rows
    for index in rows.samples.indices {
      rows.samples[index].keys.cellID = id(rows.samples[index].keys.cellID)
    }
    for index in rows.summary.indices {
      rows.summary[index].keys.cellID = id(rows.summary[index].keys.cellID)
    }
    for index in rows.compare.indices {
      rows.compare[index].keys.cellID = id(rows.compare[index].keys.cellID)
      rows.compare[index].baseCellID = id(rows.compare[index].baseCellID)
    }
    return rows
  }
}
