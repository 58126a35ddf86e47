internal import Measure
internal import StateBus

/// Sentences on the parts of a write-ahead log that don't count; frames are counted from 0.
enum WALNotes {
  /// The place and the reason of the end of counting, and the size of the rest.
  static func of(_ wal: SQLiteWALSummary) -> [String] {
    var notes: [String] = []
    let uncommitted = wal.uncommittedFrameCount
    if uncommitted > 0 {
      notes.append(
        "\(frames(uncommitted)) behind the last commit: their transaction was rolled back, or had "
          + "not ended when the file was copied")
    }
    switch wal.end {
    case .endOfFile: break
    case .torn(let count):
      notes.append("the file ends inside frame \(frameCount(wal)), after \(count) bytes of it")
    case .staleGeneration(let frame):
      notes.append(
        "counting stops at frame \(frame): it and what follows, \(frames(wal.staleFrameCount)), "
          + "are from before the log was restarted")
    case .rolledBack(let frame):
      notes.append(
        "counting stops at frame \(frame): \(frames(wal.unreachableFrameCount)) from it on don't "
          + "continue the checksums and hold no commit; a transaction that was rolled back leaves "
          + "such frames")
    case .damaged(let frame):
      notes.append(
        "counting stops at frame \(frame), which is damaged: \(frames(behind(wal))) behind it "
          + "don't count, and \(Display.grouped(wal.unreachableCommitCount)) commits are lost")
    }
    return notes
  }

  /// Whole frames behind the one at which counting stops.
  private static func behind(_ wal: SQLiteWALSummary) -> Int {
    wal.unreachableFrameCount + wal.staleFrameCount - 1
  }

  private static func frameCount(_ wal: SQLiteWALSummary) -> Int {
    wal.committedFrameCount + wal.ignoredFrameCount
  }

  private static func frames(_ count: Int) -> String {
    count == 1 ? "1 frame" : "\(Display.grouped(count)) frames"
  }
}
