internal import Measure
internal import StateBus
internal import Support

/// A log of either kind at a path, as the commands on logs see it.
enum LogFile {
  case native(path: String)
  case legacy(path: String, ByteSource)

  /// Determines the kind of a log; refuses any other file.
  init(_ path: String) throws {
    switch try FileKind.of(path) {
    case .legacyLog: self = .legacy(path: path, try ByteSource(path: path))
    // A file of unknown kind is left to the log's reader, since its magic may be damaged.
    case .log, nil: self = .native(path: path)
    case let kind?: throw Failure(.usage, "\(path) is a \(kind.name), not a log")
    }
  }

  /// Refuses a log that doesn't end with a whole commit.
  static func requireWhole(_ tail: LogTail, _ path: String) throws(Failure) {
    guard !tail.isWhole else { return }
    throw Failure(.damaged, "\(path) is \(tail)")
  }

  /// Refuses a legacy log that doesn't end with a whole record.
  static func requireWhole(
    _ tail: LegacyLogReader.Tail, validByteCount: Int, _ path: String
  ) throws(Failure) {
    let valid = "the first \(Display.grouped(validByteCount)) bytes are whole records"
    switch tail {
    case .complete: break
    case .torn(let count):
      throw Failure(
        .damaged,
        "\(path) is torn: its last \(Display.grouped(count)) bytes are not a whole record, "
          + valid)
    case .malformed(let count):
      throw Failure(
        .damaged,
        "\(path) is damaged: a record doesn't fit its mask, \(Display.grouped(count)) "
          + "bytes before the end; " + valid)
    }
  }
}
