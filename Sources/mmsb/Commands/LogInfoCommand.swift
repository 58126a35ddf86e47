internal import Measure
internal import StateBus
internal import Support

/// `mmsb log info`: the content of a log.
enum LogInfoCommand {
  static let command = Command(
    "log info", summary: "what a log holds and how it ends",
    about: [
      """
      Reads a log of this program, or of the original MMSB, to its end and counts what is in it. A
      log that ends in damage is counted up to there, and the last line says so; log verify is the
      one that fails then.
      """
    ],
    operands: [Operand("FILE")], options: Option.logLimits,
    examples: ["log info scenarios/traces/packages-4k.mmsblog"],
    endings: [
      (.well, "the log was read"), (.usage, "no such file, or another kind of file"),
      (.damaged, "its header is damaged"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let limits = try arguments.readLimits()
    switch try LogFile(path) {
    case .native: console.write(try facts(path, limits))
    case .legacy(_, let source):
      do { console.write(try facts(path, source, limits)) } catch { throw Failure(error, of: path) }
    }
    return .well
  }

  private static func facts(_ path: String, _ limits: ReadLimits) throws -> String {
    let log = try LogSummary(path: path, limits: limits, backend: try Backend.preferred())
    return Facts.text([
      ("file", path), ("kind", FileKind.log.name),
      ("bytes", "\(Display.grouped(log.fileByteCount))"),
      ("whole bytes", Display.grouped(log.validByteCount)),
      ("commits", Display.grouped(log.commitCount)), ("deltas", Display.grouped(log.deltaCount)),
      ("pages made", Display.grouped(log.creationCount)),
      ("pages removed", Display.grouped(log.removalCount)),
      ("metadata changes", Display.grouped(log.metadataCount)),
      ("edges changed", Display.grouped(log.edgeCount)),
      ("page functions set", Display.grouped(log.functionCount)),
      ("file frames changed", "\(Display.grouped(log.frameRunCount)) runs"),
      ("commits with unchecked epochs", Display.grouped(log.uncheckedCommitCount)),
      ("named sources", Display.grouped(log.sourceCount)),
      ("bytes covered", Display.grouped(log.coveredByteCount)),
      ("bytes carried", Display.grouped(log.payloadByteCount)),
      ("last epoch", log.lastEpoch.map { "\($0.rawValue)" } ?? "none"),
      ("end", "\(log.tail)"),
    ])
  }

  private static func facts(
    _ path: String, _ source: ByteSource, _ limits: ReadLimits
  ) throws -> String {
    var reader = try LegacyLogReader(source, limits: limits)
    var pages: Set<UInt64> = []
    var (changed, payload) = (0, 0)
    while let record = try reader.next() {
      pages.insert(record.pageID)
      changed += record.changedByteCount
      payload += record.payload.count
    }
    return Facts.text([
      ("file", path), ("kind", "\(FileKind.legacyLog.name), version \(reader.version)"),
      ("bytes", Display.grouped(source.byteCount)),
      ("whole bytes", Display.grouped(reader.validByteCount)),
      ("records", Display.grouped(reader.recordCount)), ("pages", Display.grouped(pages.count)),
      ("bytes changed", Display.grouped(changed)), ("bytes carried", Display.grouped(payload)),
      ("end", end(reader.tail)),
    ])
  }

  private static func end(_ tail: LegacyLogReader.Tail) -> String {
    switch tail {
    case .complete: "with a whole record"
    case .torn(let count): "torn: \(count) bytes of a record that is not whole"
    case .malformed(let count):
      "damaged: a record doesn't fit its mask, \(count) bytes before the end"
    }
  }
}
