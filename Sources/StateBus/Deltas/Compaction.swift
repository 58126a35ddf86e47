/// What compaction did, and which pairs it left alone.
public struct CompactionReport: Equatable, Sendable {
  /// Why a delta was not merged into the one before it on the same page.
  public enum Obstacle: Equatable, Sendable {
    /// The epochs lie on two sides of the horizon.
    case horizon
    /// The ranges, or the order, do not allow it.
    case mismatch(DeltaError)
  }

  /// A delta that stays by itself though its page has an earlier one.
  public struct Skip: Equatable, Sendable {
    /// The row in the batch that was compacted.
    public let row: Int
    /// Why.
    public let obstacle: Obstacle
  }

  /// Deltas before and after.
  public internal(set) var inputCount = 0
  /// Deltas that are left.
  public internal(set) var outputCount = 0
  /// Pairs left alone, in order.
  public internal(set) var skips: [Skip] = []
}

extension DeltaBatch {
  /// Fewer deltas with the same effect from any starting state.
  ///
  /// A delta is laid over the last one of its page, where both cover the same range and are
  /// in order. With a horizon, deltas of that epoch or before never merge with later ones,
  /// so that a replay up to the horizon stays possible. Deltas on different pages keep
  /// their first order. O(bytes).
  public func compacted(
    horizon: Epoch? = nil, using backend: Backend
  ) -> (batch: DeltaBatch, report: CompactionReport) {
    var report = CompactionReport()
    report.inputCount = count
    var (kept, last): ([Delta], [PageID: Int]) = ([], [:])
    for row in 0..<count {
      let delta = delta(at: row)
      if let index = last[delta.header.page] {
        switch kept[index].folding(delta, horizon, backend) {
        case .success(let merged):
          kept[index] = merged
          continue
        case .failure(let obstacle): report.skips.append(.init(row: row, obstacle: obstacle.value))
        }
      }
      last[delta.header.page] = kept.count
      kept.append(delta)
    }
    report.outputCount = kept.count
    return (Self.batch(of: kept), report)
  }

  private static func batch(of deltas: [Delta]) -> DeltaBatch {
    var batch = DeltaBatch()
    for delta in deltas {
      do throws(DeltaError) { try batch.append(delta) } catch {
        preconditionFailure("a merged delta is valid: \(error)")
      }
    }
    return batch
  }
}

private struct ObstacleError: Error {
  let value: CompactionReport.Obstacle
}

extension Delta {
  fileprivate func folding(
    _ newer: Delta, _ horizon: Epoch?, _ backend: Backend
  ) -> Result<Delta, ObstacleError> {
    if let horizon, (header.epoch <= horizon) != (newer.header.epoch <= horizon) {
      return .failure(ObstacleError(value: .horizon))
    }
    do throws(DeltaError) { return .success(try merging(newer, using: backend)) } catch {
      return .failure(ObstacleError(value: .mismatch(error)))
    }
  }
}
