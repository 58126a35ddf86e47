/// Replay of a log's commits onto an engine.
extension StateBus {
  /// Replays the commits that `reader` has not read yet onto an engine without a log.
  ///
  /// A commit that the pages refuse is left out whole and reported. Damage ends the replay and is
  /// reported too. A log that can't be read, or whose pages would exceed `limits`, throws. Other
  /// threads may read the pages meanwhile. Memory beside the pages: the reader and one commit.
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

  /// Reads the next commit; answers false at the end, and at damage.
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
  /// Whether lack of memory, not the commit's content, is the reason for the refusal.
  fileprivate var isAboutMemory: Bool {
    switch self {
    case .memory, .creation(.allocationFailed), .creation(.stateTooLarge): true
    default: false
    }
  }
}
