internal import Support
internal import Measure
internal import StateBus

/// `mmsb trace replay`: the pages that a trace ends with, as one file.
enum TraceReplayCommand {
  static let command = Command(
    "trace replay", summary: "replay a trace and write the pages it ends with",
    about: [
      """
      Replays every commit and writes the pages, in order of id, one after another. For a trace of a
      SQLite database that is the database file, byte for byte.
      """
    ],
    operands: [Operand("FILE")],
    options: [Option("image", value: "OUT", "the file to write")] + Option.limits,
    examples: ["trace replay app.mmsblog --image app.db"],
    endings: [
      (.well, "the image was written"),
      (.usage, "no such file, no trace, no page in it, or the image is there already"),
      (
        .damaged, "the trace is torn or damaged, or a change could not be made; nothing was written"
      ),
      (.unfit, "the image can't be written"), (.interrupted, "interrupted; no image was written"),
    ]
  ) { arguments, console in
    let output = try arguments.required("image")
    try NewFile.check(output)
    let bus = StateBus(backend: try Backend.preferred())
    let facts = try LogReplayCommand.replay(
      arguments.operands[0], onto: bus, try arguments.readLimits())
    let pages = bus.pages.infos()
    guard !pages.isEmpty else {
      throw Failure(.input, "\(arguments.operands[0]) ends without a page: no image was written")
    }
    var index = 0
    try NewFile.write(to: output) {
      guard index < pages.count else { return nil }
      if Interruption.isWanted { throw Failure(.interrupted, "interrupted: no image was written") }
      defer { index += 1 }
      return try bus.pages.withBytes(of: pages[index].id) { bytes in
        unsafe bytes.withUnsafeBytes { unsafe Array($0) }
      }
    }
    let byteCount = pages.reduce(0) { $0 + $1.byteCount }
    console.write(
      Facts.text(
        facts + [
          ("pages", Display.grouped(pages.count)),
          ("written", "\(Display.grouped(byteCount)) bytes, \(output)"),
        ]))
    return .well
  }
}
