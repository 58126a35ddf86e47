internal import StateBus
internal import Support

/// The kinds of file that this program knows, distinguished by their first bytes.
enum FileKind: CaseIterable {
  case log, legacyLog, legacyCheckpoint, sqliteWAL, sqliteDatabase

  /// Its name in messages.
  var name: String {
    switch self {
    case .log: "log, MMSBLOG3"
    case .legacyLog: "log of the original MMSB, MMSBLOG1"
    case .legacyCheckpoint: "checkpoint of the original MMSB, MMSBSNAP"
    case .sqliteWAL: "SQLite write-ahead log"
    case .sqliteDatabase: "SQLite database"
    }
  }

  /// The kind of the ordinary file at a path; nil where its first bytes are of no known kind.
  static func of(_ path: String) throws -> FileKind? {
    try InputFile.requireOrdinary(path)
    let file = try File(reading: path)
    var start = [UInt8](repeating: 0, count: 16)
    var span = start.mutableSpan
    var bytes = span.raw
    start.removeLast(16 - (try file.read(into: &bytes, at: 0)))
    return allCases.first { kind in kind.magics.contains { start.starts(with: $0) } }
  }

  private var magics: [[UInt8]] {
    switch self {
    case .log: [Array("MMSBLOG3".utf8)]
    case .legacyLog: [Array("MMSBLOG1".utf8)]
    case .legacyCheckpoint: [Array("MMSBSNAP".utf8)]
    case .sqliteWAL: [[0x37, 0x7f, 0x06, 0x82], [0x37, 0x7f, 0x06, 0x83]]
    case .sqliteDatabase: [Array("SQLite format 3\0".utf8)]
    }
  }
}
