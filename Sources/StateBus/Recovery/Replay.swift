/// Makes a log's changes on a store again, commit by commit.
public enum Replay {
  /// Replays what `reader` has not read yet. A commit that the store refuses is left out whole and
  /// reported, and so is damage, where replay ends; only what can't be read at all throws.
  public static func run(
    _ reader: inout LogReader, onto store: PageStore, using backend: Backend
  ) throws(LogError) -> ReplayReport {
    var report = ReplayReport()
    var commit = Commit()
    do throws(LogError) {
      while try reader.next(into: &commit) {
        apply(commit, to: store, using: backend, &report)
      }
    } catch {
      guard case .recordDamaged = error else { throw error }
    }
    report.validByteCount = Int(reader.position.offset)
    if let tail = reader.tail { report.tail = tail }
    return report
  }

  private static func apply(
    _ commit: Commit, to store: PageStore, using backend: Backend,
    _ report: inout ReplayReport
  ) {
    do throws(CommitError) {
      try store.apply(commit, using: backend)
      report.deltaCount += commit.deltas.count
    } catch {
      report.failureCount += 1
      if report.failures.count < ReplayReport.failureLimit {
        report.failures.append(.init(commit: report.commitCount, error: error))
      }
    }
    report.commitCount += 1
  }
}
