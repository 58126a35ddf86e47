internal import Foundation
internal import Machine
internal import Measure
internal import TestSupport
internal import Testing
internal import mmsb

@Suite(.long) struct CeilingStoreTests {
  private static let taken = "2026-11-20T09:30:00Z"
  private static let now = 1_795_167_000 + 90
  private static let rows = [Capability(.ceilings, "copy_avx2_l1", 9e10, unit: "B/s")]

  private static func identity(_ model: String = "1") throws -> MachineIdentity {
    try TestFolder.with { root in
      let file = root.appending(path: "proc/cpuinfo")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try "vendor_id : Test\nmodel name : T\nmicrocode : \(model)\n".write(
        to: file, atomically: true, encoding: .utf8)
      let files = SystemFiles(root: root.path)
      return MachineIdentity(HostFacts.read(from: files, topology: Topology.read(from: files)))
    }
  }

  private func withStore(_ body: (CeilingStore, _ file: URL) throws -> Void) throws {
    try TestFolder.with { folder in
      let identity = try Self.identity()
      let place = folder.appending(path: "a/b")
      try body(
        CeilingStore(folder: place.path, identity: identity),
        place.appending(path: "ceilings-\(identity.hostID).json"))
    }
  }

  @Test func whatIsKeptComesBackWithItsAge() throws {
    try withStore { store, file in
      #expect(store.load(now: Self.now).kept == nil && store.load(now: Self.now).note == nil)
      try store.save(Self.rows, takenUTC: Self.taken)
      let loaded = store.load(now: Self.now)
      #expect(loaded.note == nil && loaded.kept?.ageSeconds == 90)
      #expect(loaded.kept?.rows.first == Self.rows[0])
      let names = try FileManager.default.contentsOfDirectory(
        atPath: file.deletingLastPathComponent().path)
      #expect(names == [file.lastPathComponent])
      try store.save(Self.rows + Self.rows, takenUTC: Self.taken)
      #expect(store.load(now: Self.now).kept?.rows.count == 3)
    }
  }

  @Test func damagedAndFutureFilesArePassedOverWithANote() throws {
    try withStore { store, file in
      try store.save(Self.rows, takenUTC: Self.taken)
      let future = store.load(now: Self.now - 100)
      #expect(future.kept == nil && future.note?.contains("ahead") == true)
      for damage in ["", "{", "{\"kind\": \"capabilities\"}"] {
        try damage.write(to: file, atomically: true, encoding: .utf8)
        let loaded = store.load(now: Self.now)
        #expect(loaded.kept == nil && loaded.note?.contains("damaged") == true, "\(damage)")
      }
    }
  }

  @Test func anotherMachinesFileIsPassedOver() throws {
    try withStore { store, file in
      try store.save(Self.rows, takenUTC: Self.taken)
      let other = CeilingStore(
        folder: file.deletingLastPathComponent().path, identity: try Self.identity("2"))
      let loaded = other.load(now: Self.now)
      #expect(loaded.kept == nil && loaded.note?.contains("another machine") == true)
    }
  }

  @Test func reportShowsWhatWasKeptAndPassesOverWhatIsDamaged() throws {
    try TestFolder.with { folder in
      let environment = ["XDG_CACHE_HOME": folder.path]
      let none = try Mmsb.run("caps", "--csv", environment: environment)
      #expect(none.output.contains(",ceilings,bandwidth_and_latency,,,,,unavailable,not_measured,"))
      let host = try #require(
        none.output.split(separator: "\n")[1].split(separator: ",").dropFirst().first)
      let file = folder.appending(path: "mmsb/ceilings-\(host).json")
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try "nonsense".write(to: file, atomically: true, encoding: .utf8)
      let damaged = try Mmsb.run("caps", environment: environment)
      #expect(damaged.code == 0 && damaged.complaints.contains("ignored: it is damaged"))
      let topology = Topology.read()
      let identity = MachineIdentity(HostFacts.read(topology: topology))
      let store = CeilingStore(folder: folder.path + "/mmsb", identity: identity)
      try store.save(Self.rows, takenUTC: Clock.utc())
      let shown = try Mmsb.run("caps", "--csv", environment: environment)
      #expect(shown.output.contains(",ceilings,copy_avx2_l1,90000000000,B/s,"))
      #expect(shown.output.contains(",ceilings,age,"))
      #expect(!shown.output.contains("not_measured") && shown.complaints.isEmpty)
    }
  }

  @Test func aSignalEndsMeasuringAndKeepsNothing() throws {
    try TestFolder.with { folder in
      let complaints = folder.appending(path: "err")
      _ = FileManager.default.createFile(atPath: complaints.path, contents: nil)
      let cache = folder.appending(path: "cache")
      let process = try Mmsb.start(
        ["caps", "--ceilings", "--quiet"], environment: ["XDG_CACHE_HOME": cache.path],
        folder: folder, output: FileHandle.nullDevice,
        complaints: try FileHandle(forWritingTo: complaints))
      Thread.sleep(forTimeInterval: 1)
      process.interrupt()
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      let text = try String(contentsOf: complaints, encoding: .utf8)
      #expect(text.split(separator: "\n").count == 1 && text.contains("not kept"), "\(text)")
      #expect(!FileManager.default.fileExists(atPath: cache.path))
    }
  }

  @Test func numbersBecomeAResultsFolder() throws {
    try TestFolder.with { folder in
      let out = folder.appending(path: "out").path
      let outcome = try Mmsb.run("caps", "--out", out)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(try Mmsb.run("validate", out).code == 0)
      let rows = try Results(out, "summary.csv").rows(["metric": "caps_seconds", "status": "ok"])
      #expect(rows.count == 1 && rows[0]["unit"] == "s" && rows[0]["scenario"] == "caps")
      #expect(try Mmsb.run("caps", "--out", out).code == 2)
    }
  }
}
