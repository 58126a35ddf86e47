internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Two programs that measure on one machine at once.
@Suite(.long, .serialized) struct MeasuringTurnTests {
  private static let short = ["run", "smoke", "--quick", "--filter", "apply.scalar"]

  /// Starts a long run in a folder and waits until it measures; ends the run afterwards.
  private static func beside<Result>(
    _ body: (_ folder: URL, _ other: Process) throws -> Result
  ) throws -> Result {
    try TestFolder.with { folder in
      try LongScenario.write(groups: 100, in: folder)
      let other = try Mmsb.start(
        ["run", "./long.json5", "--quiet", "--out", "out"],
        environment: ["XDG_RUNTIME_DIR": folder.path], folder: folder,
        output: FileHandle.nullDevice, complaints: FileHandle.nullDevice)
      let manifest = folder.appending(path: "out/manifest.json").path
      for _ in 0..<600
      where other.isRunning && !FileManager.default.fileExists(atPath: manifest) {
        usleep(20_000)
      }
      defer {
        other.interrupt()
        other.waitUntilExit()
      }
      return try body(folder, other)
    }
  }

  private static func manifest(_ out: String) throws -> [String: Any] {
    let bytes = try Data(contentsOf: URL(filePath: out + "/manifest.json"))
    return try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
  }

  @Test func theSecondIsToldOfTheFirstAndItsResultsSaySo() throws {
    try Self.beside { folder, other in
      let out = folder.appending(path: "second").path
      let outcome = try Mmsb.run(
        Self.short + ["--out", out], environment: ["XDG_RUNTIME_DIR": folder.path])
      #expect(outcome.code == 0, "\(outcome.complaints)")
      let process = "process \(other.processIdentifier)"
      #expect(outcome.complaints.contains("another mmsb, \(process), measures on this machine"))
      #expect(try Self.manifest(out)["measured_beside"] as? String == process)
    }
  }

  @Test func oneThatWaitsBeginsWhenTheOtherHasEnded() throws {
    try Self.beside { folder, other in
      let out = folder.appending(path: "second").path
      let second = try Mmsb.start(
        Self.short + ["--wait", "--quiet", "--out", out],
        environment: ["XDG_RUNTIME_DIR": folder.path], output: FileHandle.nullDevice,
        complaints: FileHandle.nullDevice)
      usleep(500_000)
      #expect(second.isRunning && !FileManager.default.fileExists(atPath: out))
      kill(other.processIdentifier, SIGKILL)
      second.waitUntilExit()
      #expect(second.terminationStatus == 0)
      #expect(try Self.manifest(out)["measured_beside"] == nil)
    }
  }

  @Test func ctrlCEndsTheWaitingAndMakesNothing() throws {
    try Self.beside { folder, _ in
      let out = folder.appending(path: "second").path
      let second = try Mmsb.start(
        Self.short + ["--wait", "--out", out], environment: ["XDG_RUNTIME_DIR": folder.path],
        output: FileHandle.nullDevice, complaints: FileHandle.nullDevice)
      usleep(500_000)
      second.interrupt()
      second.waitUntilExit()
      #expect(second.terminationStatus == 130)
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  /// A folder is claimed only when its turn has come.
  @Test func aSelftestThatWaitsHasMadeNothing() throws {
    try Self.beside { folder, _ in
      let out = folder.appending(path: "second").path
      let second = try Mmsb.start(
        ["selftest", "--wait", "--out", out], environment: ["XDG_RUNTIME_DIR": folder.path],
        output: FileHandle.nullDevice, complaints: FileHandle.nullDevice)
      usleep(500_000)
      #expect(second.isRunning && !FileManager.default.fileExists(atPath: out))
      second.interrupt()
      second.waitUntilExit()
      #expect(second.terminationStatus == 130)
      #expect(!FileManager.default.fileExists(atPath: out))
    }
  }

  /// Proofs time nothing.
  @Test func verifyingTakesNoTurn() throws {
    try Self.beside { folder, _ in
      let outcome = try Mmsb.run(
        [
          "verify", "smoke", "--quick", "--filter", "apply.scalar", "--out",
          folder.appending(path: "second").path,
        ],
        environment: ["XDG_RUNTIME_DIR": folder.path])
      #expect(outcome.code == 0 && !outcome.complaints.contains("another mmsb"))
    }
  }

  /// A link in the lock's place, as another user might leave it.
  @Test func aLockThatCanNotBeTakenIsANote() throws {
    try TestFolder.with { folder in
      let lock = folder.appending(path: "mmsb-\(getuid()).lock").path
      try FileManager.default.createSymbolicLink(
        atPath: lock, withDestinationPath: folder.appending(path: "elsewhere").path)
      let outcome = try Mmsb.run(
        Self.short + ["--out", folder.appending(path: "out").path],
        environment: ["XDG_RUNTIME_DIR": folder.path])
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.complaints.contains("can't see whether another mmsb measures"))
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "elsewhere").path))
    }
  }
}
