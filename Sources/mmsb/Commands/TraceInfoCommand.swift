internal import Measure
internal import StateBus

/// `mmsb trace info`: the changes of a trace to its pages.
enum TraceInfoCommand {
  static let command = Command(
    "trace info", summary: "what a trace does to its pages: how many, how much, in what runs",
    about: [
      """
      Reads a trace and shows how many pages it writes, how much of each page write really changes,
      and how long the runs of changed bytes are: what decides which kernel suits it.
      """
    ],
    operands: [Operand("FILE")], options: Option.logLimits,
    examples: ["trace info scenarios/traces/packages-4k.mmsblog"],
    endings: [
      (.well, "the trace was read"), (.usage, "no such file, or no trace"),
      (.damaged, "the trace is torn or damaged"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    try InputFile.requireOrdinary(path)
    let info = try TraceInfo(
      path: path, limits: try arguments.readLimits(), backend: try Backend.preferred())
    try LogFile.requireWhole(info.tail, path)
    console.write(Facts.text(facts(info)) + "\n" + histogram(info.runs))
    return .well
  }

  private static func facts(_ info: TraceInfo) -> [(String, String)] {
    let (small, large) = (info.smallestPageByteCount, info.largestPageByteCount)
    let sizes =
      small == large ? Display.bytes(small) : "\(Display.bytes(small)) to \(Display.bytes(large))"
    let writes = info.deltaCount - info.baseDeltaCount
    return [
      ("trace", info.path), ("log bytes", "\(Display.grouped(info.byteCount)), \(info.tail)"),
      ("commits", Display.grouped(info.commitCount)),
      (
        "page writes",
        "\(Display.grouped(writes)), after \(Display.grouped(info.baseDeltaCount)) "
          + "for the base image"
      ),
      ("that change nothing", Display.grouped(info.emptyDeltaCount)),
      (
        "pages",
        "\(Display.grouped(info.pageCount)) of \(sizes) at the end, "
          + "\(Display.grouped(info.creationCount)) made, "
          + "\(Display.grouped(info.removalCount)) removed"
      ),
      ("state bytes", Display.grouped(info.stateByteCount)),
      ("bytes written", Display.grouped(info.pageWriteByteCount)),
      (
        "bytes changed",
        Display.grouped(info.changedByteCount)
          + (info.density.map { ", density " + Display.percent($0) } ?? "")
      ),
      ("log bytes a delta", info.bytesPerDelta.map { Display.significant($0) } ?? "none"),
    ]
  }

  private static let barWidth = 30

  /// Runs of changed bytes by length, doubling from row to row.
  private static func histogram(_ runs: RunHistogram) -> String {
    let most = runs.counts.max() ?? 0
    let rows = runs.counts.enumerated().filter { $0.offset < lastFilled(runs) }.map {
      index, count in
      let (low, high) = (1 << index, (2 << index) - 1)
      let length = low == high ? "\(low)" : "\(Display.grouped(low)) to \(Display.grouped(high))"
      let share = Display.percent(Double(count) / Double(max(1, runs.runCount)))
      let bar = String(repeating: "▇", count: count * barWidth / max(1, most))
      return [length, Display.grouped(count), share, bar]
    }
    return Columns.text(
      [["run of changed bytes", "runs", "share", ""]] + rows, numbers: [0, 1, 2])
  }

  private static func lastFilled(_ runs: RunHistogram) -> Int {
    (runs.counts.lastIndex { $0 > 0 } ?? -1) + 1
  }
}
