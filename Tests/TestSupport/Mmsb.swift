public import Foundation
internal import Glibc

/// The built program, run as users run it.
public enum Mmsb {
  /// The outcome of one call.
  public struct Outcome: Sendable {
    /// The exit code, or the negative number of the signal that ended the process.
    public let code: Int32
    /// Standard output.
    public let output: String
    /// Standard error.
    public let complaints: String

    /// The lines on standard error.
    public var lines: [Substring] { complaints.split(separator: "\n") }
  }

  /// The program beside the test bundle; the same build makes both, so its absence is a failure.
  public static let path: String = {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") }
    let own = bundle ?? CommandLine.arguments[0]
    let beside = URL(filePath: own).deletingLastPathComponent().appending(path: "mmsb").path
    #if DEBUG
      let configuration = "debug"
    #else
      let configuration = "release"
    #endif
    let standard = Repository.root.appending(path: ".build/\(configuration)/mmsb").path
    let found = [beside, standard].first { FileManager.default.isExecutableFile(atPath: $0) }
    guard let found else { preconditionFailure("no mmsb at \(beside) or \(standard): build it") }
    return found
  }()

  /// The folder in which started programs look for the lock of those that measure.
  private static let runtime: String = {
    let folder = NSTemporaryDirectory() + "/mmsb-tests-\(getpid())"
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    atexit { try? FileManager.default.removeItem(atPath: Mmsb.runtime) }
    return folder
  }()

  /// Starts the program without waiting for it.
  public static func start(
    _ words: [String], environment: [String: String] = [:], folder: URL = Repository.root,
    program: String = path,
    output: Any, complaints: Any
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = words
    process.currentDirectoryURL = folder
    var variables = ProcessInfo.processInfo.environment
    variables["MMSB_BACKEND"] = nil
    variables["COLUMNS"] = nil
    variables["SWIFT_BACKTRACE"] = "enable=no"
    // Calls of different tests know nothing of one another.
    variables["XDG_RUNTIME_DIR"] = runtime
    process.environment = variables.merging(environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = complaints
    try process.run()
    return process
  }

  /// Runs the program to its end; its output goes through files, so that no full pipe can stop it.
  public static func run(
    _ words: String..., environment: [String: String] = [:], folder: URL = Repository.root
  ) throws -> Outcome {
    try run(words, environment: environment, folder: folder)
  }

  /// Runs the program, or another one in its place, with words in an array.
  public static func run(
    _ words: [String], environment: [String: String] = [:], folder: URL = Repository.root,
    program: String = path
  ) throws -> Outcome {
    try TestFolder.with { scratch in
      let files = ["out", "err"].map { scratch.appending(path: $0) }
      for file in files { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
      let handles = try files.map { try FileHandle(forWritingTo: $0) }
      let own = ["XDG_RUNTIME_DIR": scratch.path].merging(environment) { _, new in new }
      let process = try start(
        words, environment: own, folder: folder, program: program, output: handles[0],
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
