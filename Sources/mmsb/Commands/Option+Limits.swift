internal import StateBus

/// Options for the memory that a file may require: a file's own limits can only lower these. The
/// message of an exceeded limit names the option that raises it.
extension Option {
  /// The largest page.
  static let maxPage = limit("page", "a page", "64MiB")
  /// The largest record of a log.
  static let maxRecord = limit("record", "a record", "1GiB")
  /// The largest commit of a log.
  static let maxCommit = limit("commit", "a commit", "1GiB")
  /// All pages together.
  static let maxState = limit("state", "all pages together", "half of the memory")

  /// The limits of a command that reads a log and keeps no pages.
  static let logLimits = [maxPage, maxRecord, maxCommit]
  /// All limits.
  static let limits = logLimits + [maxState]

  private static func limit(_ name: String, _ thing: String, _ usual: String) -> Option {
    Option(
      "max-\(name)", value: "SIZE",
      "refuse a file with more than SIZE for \(thing); \(usual) unless said")
  }
}

extension Arguments {
  /// The limits of a reader, with the changes of the command's options.
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
