import Foundation

/// The sqlite3 program, where this machine has it.
enum SQLiteProgram {
  /// Where it is, nil if nowhere on the path.
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/sqlite3" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// What SQLite itself makes of a database and a write-ahead log beside it.
  static func checkpoint(base: [UInt8], wal: [UInt8]) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "mmsb-sqlite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = folder.appending(path: "t.db")
    try Data(base).write(to: database)
    try Data(wal).write(to: folder.appending(path: "t.db-wal"))
    try run([database.path(), "PRAGMA wal_checkpoint(TRUNCATE);"])
    return [UInt8](try Data(contentsOf: database))
  }

  /// Runs the program to its end.
  static func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: path ?? "sqlite3")
    process.arguments = ["-batch"] + arguments
    process.standardOutput = Pipe()
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
  }

  struct Failure: Error { let status: Int32 }
}
