internal import Measure
internal import StateBus
internal import Support

/// `mmsb log verify`: whether every byte of a log is accounted for.
enum LogVerifyCommand {
  static let command = Command(
    "log verify", summary: "whether every byte of a log is accounted for",
    about: [
      """
      Reads a log to its end and checks every checksum, sequence number and total. A log that was
      cut off in the middle of a commit, or is damaged, fails, and the message says how
      far it is whole.
      """,
      """
      Logs of the original MMSB have no checksums: for them it can only be said that every record
      decodes.
      """,
    ],
    operands: [Operand("FILE")], options: Option.logLimits,
    examples: ["log verify scenarios/traces/packages-4k.mmsblog"],
    endings: [
      (.well, "the log is whole"), (.usage, "no such file, or another kind of file"),
      (.damaged, "the log is torn or damaged"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let limits = try arguments.readLimits()
    switch try LogFile(path) {
    case .native:
      let log = try LogSummary(path: path, limits: limits, backend: try Backend.preferred())
      try LogFile.requireWhole(log.tail, path)
      console.write(
        "\(path.escapingControls): whole: \(Display.grouped(log.commitCount)) commits, "
          + "\(Display.grouped(log.deltaCount)) deltas, \(log.tail)\n")
    case .legacy(_, let source):
      do {
        console.write(try verify(path, source, limits))
      } catch { throw Failure(error, of: path) }
    }
    return .well
  }

  private static func verify(
    _ path: String, _ source: ByteSource, _ limits: ReadLimits
  ) throws -> String {
    var reader = try LegacyLogReader(source, limits: limits)
    while try reader.next() != nil {}
    try LogFile.requireWhole(reader.tail, validByteCount: reader.validByteCount, path)
    return "\(path.escapingControls): all \(Display.grouped(reader.recordCount)) records decode; "
      + "this format has no checksums\n"
  }
}
