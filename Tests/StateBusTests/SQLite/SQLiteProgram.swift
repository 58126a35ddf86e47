import Foundation

/// The sqlite3 program, if this machine has one.
enum SQLiteProgram {
  /// The program's path, or nil where no folder of PATH has it.
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/sqlite3" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The database after SQLite's own checkpoint of a write-ahead log.
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

  /// A database, the log of real work on it, and the database after SQLite's checkpoint.
  static func record(
    pageByteCount: Int, restarting: Bool
  ) throws -> (base: [UInt8], wal: [UInt8], final: [UInt8]) {
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "mmsb-sqlite-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let database = folder.appending(path: "t.db")
    try run([
      database.path(), "PRAGMA page_size = \(pageByteCount);", "PRAGMA auto_vacuum = INCREMENTAL;",
      "PRAGMA journal_mode = WAL;", "CREATE TABLE t(id INTEGER PRIMARY KEY, text BLOB);",
      insert(100),
    ])
    // The generation before the restart must be the longer one to leave frames behind.
    let rewrites = (0..<12).map { round in
      "UPDATE t SET text = printf('%.*c', length(text), char(97 + (id + \(round)) % 26));"
    }
    let middle = restarting ? rewrites + ["PRAGMA wal_checkpoint(RESTART);"] : []
    try run(
      [database.path(), ".dbconfig no_ckpt_on_close on", "PRAGMA wal_autocheckpoint = 0;"]
        + [insert(300), "DELETE FROM t WHERE id % 3 = 0;", insert(200)] + middle + [
          "UPDATE t SET text = zeroblob(900) WHERE id % 7 = 0;", "DELETE FROM t WHERE id > 60;",
          "PRAGMA incremental_vacuum;", "CREATE INDEX byText ON t(text);", insert(50), "VACUUM;",
          "DELETE FROM t WHERE id < 20;", insert(30),
        ])
    let base = [UInt8](try Data(contentsOf: database))
    let wal = [UInt8](try Data(contentsOf: folder.appending(path: "t.db-wal")))
    try run([database.path(), "PRAGMA wal_checkpoint(TRUNCATE);"])
    return (base, wal, [UInt8](try Data(contentsOf: database)))
  }

  private static func insert(_ count: Int) -> String {
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(count)) "
      + "INSERT INTO t(text) SELECT printf('%.*c', 20 + i * 13 % 700, char(65 + i % 26)) FROM n;"
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
