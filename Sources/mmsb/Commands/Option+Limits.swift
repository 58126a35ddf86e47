internal import StateBus

/// Options that say how much memory a file may ask for: a file's own limits can only lower them.
/// The message of a limit that was exceeded names the option that raises it.
extension Option {
  /// The largest page.
  static let maxPage = limit("page", "a page", "64MiB")
  /// The largest record of a log.
  static let maxRecord = limit("record", "a record", "1GiB")
  /// The largest commit of a log.
  static let maxCommit = limit("commit", "a commit", "1GiB")
  /// All pages together.
  static let maxState = limit("state", "all pages together", "half of the memory")

  /// Those of a command that reads a log and keeps no pages.
  static let logLimits = [maxPage, maxRecord, maxCommit]
  /// All of them.
  static let limits = logLimits + [maxState]

  private static func limit(_ name: String, _ thing: String, _ usual: String) -> Option {
    Option(
      "max-\(name)", value: "SIZE",
      "refuse a file with more than SIZE for \(thing); \(usual) unless said")
  }
}

extension Arguments {
  /// The limits of a reader, with those that options of the command change.
  func readLimits() throws(UsageError) -> ReadLimits {
    var limits = ReadLimits()
    let options: [(name: String, limit: WritableKeyPath<ReadLimits, Int>)] = [
      (Option.maxPage.name, \.pageByteCount), (Option.maxRecord.name, \.recordByteCount),
      (Option.maxCommit.name, \.commitByteCount), (Option.maxState.name, \.stateByteCount),
    ]
    for (name, limit) in options where command.options.contains(where: { $0.name == name }) {
      if let byteCount = try byteCount(name) { limits[keyPath: limit] = byteCount }
    }
    return limits
  }
}
