internal import Support
internal import Foundation
internal import Glibc

/// The built program, run as its users run it.
struct Mmsb {
  /// What one call did.
  struct Outcome: Sendable {
    let code: Int32
    let output: String
    let complaints: String

    /// The lines on standard error.
    var lines: [Substring] { complaints.split(separator: "\n") }
  }

  /// The folder of the package, where scenarios are found by name.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program beside this test's own bundle; built with it, so its absence is a failure.
  static let path: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let own = bundle ?? CommandLine.arguments[0]
    let beside = URL(filePath: own).deletingLastPathComponent().appending(path: "mmsb").path
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    let standard = root.appending(path: ".build/\(configuration)/mmsb").path
    let found = [beside, standard].first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { preconditionFailure("no mmsb at \(beside) or \(standard): build it") }
    return found
  }()

  /// Starts the program without waiting for it.
  static func start(
    _ words: [String], environment: [String: String] = [:], folder: URL = root,
    program: String = path,
    output: Any, complaints: Any
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = words
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["MMSB_BACKEND"] = nil
    variables["SWIFT_BACKTRACE"] = "enable=no"
    process.environment = variables.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = complaints
    try process.run()
    return process
  }

  /// Runs the program to its end; its output goes through files, so that no full pipe can stop it.
  static func run(
    _ words: String..., environment: [String: String] = [:], folder: URL = root
  ) throws -> Outcome {
    try run(words, environment: environment, folder: folder)
  }

  static func run(
    _ words: [String], environment: [String: String] = [:], folder: URL = root,
    program: String = path
  ) throws -> Outcome {
    try Scratch.with { scratch in
      let files = ["out", "err"].map { scratch.appending(path: $0) }
      for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
      let handles = try files.map { try FileHandle(forWritingTo: $0) }
      let process = try start(
        words, environment: environment, folder: folder, program: program, output: handles[0],
        complaints: handles[1])
      process.waitUntilExit()
      let texts = try files.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
      let died = process.terminationReason == .uncaughtSignal
      return Outcome(
        code: died ? -process.terminationStatus : process.terminationStatus, output: texts[0],
        complaints: texts[1])
    }
  }
}

/// A folder of its own for one test, removed afterwards.
enum Scratch {
  static func with<Result>(_ body: (URL) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "mmsb-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
