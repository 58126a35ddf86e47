internal import Measure
internal import StateBus
internal import Support

/// `mmsb log replay`: a log's changes made again in memory.
enum LogReplayCommand {
  static let command = Command(
    "log replay", summary: "make a log's changes again in memory, and say what comes out",
    about: [
      """
      Replays a log of this program, or of the original MMSB, onto empty pages. With --digest it
      prints a fingerprint of the pages, which is equal for equal states however they came about:
      that of a checkpoint (checkpoint info --digest data) tells whether log and checkpoint agree.
      """
    ],
    operands: [Operand("FILE")], options: [.sizes, .cutMasks, .digest] + Option.limits,
    examples: ["log replay state.tlog --sizes state.ckpt --digest data"],
    endings: [
      (.well, "every change was made"),
      (
        .usage,
        "no such file, another kind of file, --sizes or --cut-masks for a log that has sizes, or a "
          + "change beyond the end of its page"
      ),
      (.damaged, "the log is torn or damaged, or a change could not be made"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let scope = try arguments.digestScope()
    let bus = StateBus(backend: try Backend.preferred())
    let facts: [(String, String)]
    switch try LogFile(path) {
    case .native:
      for option in ["sizes", "cut-masks"] where arguments.has(option) {
        throw Failure(
          .usage, "--\(option) is for logs of the original MMSB: \(path) names its sizes")
      }
      facts = try replay(path, onto: bus, try arguments.readLimits())
    case .legacy(_, let source):
      do {
        facts = try replay(
          path, source, arguments, onto: bus)
      } catch { throw Failure(error, of: path) }
    }
    let digest = scope.map { ("digest \($0.rawValue)", "\(bus.pages.digest($0))") }
    console.write(
      Facts.text(
        facts + [("pages", Display.grouped(bus.pages.count))]
          + [digest].compactMap(\.self)))
    return .well
  }

  /// Replays a log of this program's format; answers the facts of the replay.
  static func replay(
    _ path: String, onto bus: StateBus, _ limits: ReadLimits
  ) throws -> [(String, String)] {
    try InputFile.requireOrdinary(path)
    var reader = try LogReader(path: path, limits: limits, backend: bus.backend)
    let report = try bus.replay(&reader, limits: limits)
    try LogFile.requireWhole(report.tail, path)
    if let failure = report.failures.first {
      throw Failure(.damaged, "\(path): commit \(failure.commit) can't be made: \(failure.error)")
    }
    return [
      ("commits", Display.grouped(report.commitCount)),
      ("deltas", Display.grouped(report.deltaCount)), ("backend", bus.backend.name),
    ]
  }

  private static func replay(
    _ path: String, _ source: ByteSource, _ arguments: Arguments, onto bus: StateBus
  ) throws -> [(String, String)] {
    let report = try LegacyLogImporter.replay(
      source, sizes: try arguments.sizes(), isCuttingMasks: arguments.has("cut-masks"),
      limits: try arguments.readLimits(), into: bus)
    try LogFile.requireWhole(report.tail, validByteCount: report.validByteCount, path)
    var facts = [("records", Display.grouped(report.recordCount)), ("backend", bus.backend.name)]
    if report.cutRecordCount > 0 {
      facts.append(("masks cut in records", Display.grouped(report.cutRecordCount)))
    }
    return facts
  }
}
