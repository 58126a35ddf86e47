internal import Measure
internal import StateBus
internal import Support

/// `mmsb log convert`: the original MMSB's log as a log of this program.
enum LogConvertCommand {
  static let command = Command(
    "log convert", summary: "a log of the original MMSB as one of this program",
    about: [
      """
      Reads a log of the original MMSB, writes one of this program, reads that back, replays both,
      and keeps it only if they give the same pages. Prints the exact sizes before and after.
      """,
      """
      The whole records of a torn log are converted, and a note says how many bytes were left out. A
      record that sets its page's epoch back is kept, counted, and replayed as it stands.
      """,
    ],
    operands: [Operand("FILE")],
    options: [.output("the log to write; FILE.mmsblog unless said"), .sizes, .cutMasks]
      + Option.limits,
    examples: [
      "log convert state.tlog", "log convert state.tlog --sizes state.ckpt -o state.mmsblog",
    ],
    endings: [
      (.well, "the log was written, and gives the same state"),
      (
        .usage,
        "no such file, another kind of file, a page that the sizes don't list, a change beyond the "
          + "end of its page, or the output is there already"
      ),
      (.damaged, "the log's header is damaged"),
      (.unfit, "the output can't be written"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let output = arguments.text("output") ?? path + ".mmsblog"
    guard case .legacy(_, let source) = try LogFile(path) else {
      throw Failure(.usage, "\(path) is a log of this program already: there is nothing to convert")
    }
    try NewFile.check(output)
    do {
      let done = try LegacyLogImporter.convert(
        source, sizes: try arguments.sizes(), isCuttingMasks: arguments.has("cut-masks"),
        limits: try arguments.readLimits(), to: output, backend: try Backend.preferred())
      console.write(text(done, path, output))
      if done.report.tail != .complete {
        let left = source.byteCount - done.report.validByteCount
        console.note("\(path) is torn: its last \(left) bytes were left out")
      }
    } catch { throw Failure(error, of: path) }
    return .well
  }

  private static func text(
    _ done: LegacyLogConversion, _ path: String, _ output: String
  ) -> String {
    let ratio = Double(done.writtenByteCount) / Double(max(1, done.sourceByteCount))
    let report = done.report
    var special: [(String, String)] = []
    if report.cutRecordCount > 0 {
      special.append(
        (
          "masks cut",
          "\(Display.grouped(report.cutByteCount)) changed bytes beyond their pages, in "
            + "\(Display.grouped(report.cutRecordCount)) records"
        ))
    }
    if report.backwardEpochCount > 0 {
      special.append(
        ("epochs set back", "in \(Display.grouped(report.backwardEpochCount)) records"))
    }
    return Facts.text(
      [
        ("records", Display.grouped(done.report.recordCount)),
        ("pages", Display.grouped(done.report.pageCount)),
      ] + special + [
        ("before", "\(Display.grouped(done.sourceByteCount)) bytes, \(path)"),
        ("after", "\(Display.grouped(done.writtenByteCount)) bytes, \(output)"),
        ("size", "\(Display.percent(ratio)) of what it was"),
        ("state", "the same, digest data \(done.digest)"),
      ])
  }
}
