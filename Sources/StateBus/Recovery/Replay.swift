/// Makes a log's changes on an engine again, commit by commit.
extension StateBus {
  /// Replays the commits that `reader` has not read yet onto an engine without a log.
  ///
  /// A commit that the pages refuse is left out whole and reported, and so is damage, where replay
  /// ends. A log that can't be read at all, and one whose pages would exceed `limits`, throw.
  ///
  ///     var reader = try LogReader(path: "state.mmsblog", backend: backend)
  ///     let report = try bus.replay(&reader)
  @discardableResult
  public func replay(
    _ reader: inout LogReader, limits: ReadLimits = ReadLimits()
  ) throws(StateBusError) -> ReplayReport {
    var report = ReplayReport()
    var commit = Commit()
    while try read(&reader, into: &commit) {
      try replay(commit, at: reader.position.logicalOffset, limits, &report)
    }
    skip(to: CommitPosition(reader.position.logicalOffset))
    report.validByteCount = Int(reader.position.offset)
    if let tail = reader.tail { report.tail = tail }
    return report
  }

  /// The next commit; false at the end, and where damage ends the log.
  private func read(
    _ reader: inout LogReader, into commit: inout Commit
  ) throws(StateBusError) -> Bool {
    do throws(LogError) { return try reader.next(into: &commit) } catch {
      guard case .recordDamaged = error else { throw .log(error) }
      return false
    }
  }

  private func replay(
    _ commit: borrowing Commit, at position: UInt64, _ limits: ReadLimits,
    _ report: inout ReplayReport
  ) throws(StateBusError) {
    do throws(StateBusError) {
      try replay(commit, at: position, stateByteLimit: limits.stateByteCount)
      report.deltaCount += commit.deltas.count
    } catch {
      guard case .commit(let refusal) = error, !refusal.isAboutMemory else { throw error }
      report.failureCount += 1
      if report.failures.count < ReplayReport.failureLimit {
        report.failures.append(.init(commit: report.commitCount, error: refusal))
      }
    }
    report.commitCount += 1
  }
}

extension CommitError {
  /// Whether the commit was refused for lack of memory and not for what it says.
  fileprivate var isAboutMemory: Bool {
    switch self {
    case .memory, .creation(.allocationFailed), .creation(.stateTooLarge): true
    default: false
    }
  }
}
