internal import Support
internal import Measure
internal import StateBus

/// `mmsb trace import sqlite-wal`: page writes of a real program as a trace.
enum TraceImportCommand {
  static let command = Command(
    "trace import sqlite-wal", summary: "turn a SQLite write-ahead log into a trace",
    about: [
      """
      Reads a database file as it stood when its write-ahead log began, and that log. Every
      committed frame becomes the delta from its page's previous image, every transaction a commit;
      replaying all of it gives the file that SQLite's own checkpoint would leave, byte for byte.
      """,
      """
      To record one: copy the database, set PRAGMA wal_autocheckpoint=0 in the program that writes,
      let it run, and copy the -wal file before the last connection closes.
      """,
      """
      A database that contradicts the log is refused: a page that is in neither file, a change
      counter that jumps or goes back, a copy from before WAL mode whose first page the log doesn't
      write.
      """,
    ],
    operands: [Operand("BASE.db"), Operand("FILE.wal")],
    options: [.output("the trace to write")] + [.maxCommit, .maxState],
    examples: [
      "trace import sqlite-wal before.db app.db-wal -o app.mmsblog",
      "run replay-packages --input app.mmsblog",
    ],
    endings: [
      (.well, "the trace was written"),
      (
        .usage,
        "an input is missing, foreign or of another page size, the database is not the one that "
          + "the log began with, nothing was committed, or the trace is there already"
      ),
      (.damaged, "an input is damaged, the log before its first commit"),
      (.unfit, "the trace can't be written"), (.interrupted, "interrupted; no trace was written"),
    ]
  ) { arguments, console in
    let output = try arguments.required("output")
    let (base, wal) = (arguments.operands[0], arguments.operands[1])
    let limits = try arguments.readLimits()
    try NewFile.check(output)
    let sources = try [base, wal].map { try InterruptibleSource.open($0) }
    do {
      let report = try SQLiteWALImporter.writeTrace(
        database: sources[0], wal: sources[1], limits: limits, to: output,
        backend: try Backend.preferred())
      console.write(text(report, output))
      for note in notes(report, base, wal) { console.note(note) }
    } catch {
      guard !Interruption.isWanted else {
        throw Failure(.interrupted, "interrupted: no trace was written")
      }
      let isBase = (error as? SQLiteWALError)?.isAboutDatabase ?? false
      throw Failure(error, of: isBase ? base : wal)
    }
    return .well
  }

  private static func text(_ report: SQLiteWALImportReport, _ output: String) -> String {
    let deltas = report.deltaCount - report.baseDeltaCount
    return Facts.text([
      ("read", "\(Display.grouped(report.readByteCount)) bytes of database and log"),
      ("page size", "\(report.pageByteCount) bytes"),
      (
        "pages",
        "\(Display.grouped(report.basePageCount)) at first, "
          + "\(Display.grouped(report.pageCount)) at the end"
      ),
      ("commits", Display.grouped(report.commitCount)),
      (
        "page writes",
        "\(Display.grouped(deltas)), after \(Display.grouped(report.baseDeltaCount)) "
          + "for the base image"
      ),
      ("bytes changed", Display.grouped(report.changedByteCount)),
      ("written", "\(Display.grouped(report.writtenByteCount)) bytes, \(output)"),
    ])
  }

  /// Facts that a user should know although the trace is correct.
  private static func notes(
    _ report: SQLiteWALImportReport, _ base: String, _ wal: String
  ) -> [String] {
    var notes = WALNotes.of(report.wal).map { "\(wal): \($0)" }
    if report.isBaseInRollbackMode {
      notes.append(
        "\(base) was copied before it was put in WAL mode: the trace's first change of page 1 "
          + "holds that switch too")
    }
    if report.restartCount > 0 {
      notes.append(
        "\(wal) was restarted (checkpoint sequence \(report.restartCount)): the trace is right if "
          + "\(base) was copied after that; their pages don't contradict it")
    }
    if report.isBaseTheEnd {
      notes.append(
        "\(base) holds already the state that the last commit leaves: it was copied after a "
          + "checkpoint, so the first deltas lead back in time")
    }
    return notes
  }
}
