/// The work of a compaction, and the pairs that it left alone.
public struct CompactionReport: Equatable, Sendable {
  /// The reason why a delta stays apart from the one before it on the same page.
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
    /// The reason.
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
  /// Merges deltas into fewer ones with the same effect from any starting state.
  ///
  /// The pages refuse the result exactly where they refuse the whole batch. A delta is laid over
  /// its page's last one, where both cover the same range and are in order. Merged deltas of
  /// several epochs follow an empty delta of the first epoch, because a page of an epoch between
  /// them refuses the first delta. With a horizon, deltas of that epoch or before
  /// never merge with later ones, so that a replay up to the horizon stays possible. Deltas on
  /// different pages keep their first order. O(bytes).
  public func compacted(
    horizon: Epoch? = nil, using backend: Backend
  ) -> (batch: DeltaBatch, report: CompactionReport) {
    var report = CompactionReport()
    report.inputCount = count
    var (kept, last): ([Fold], [PageID: Int]) = ([], [:])
    for row in 0..<count {
      let delta = delta(at: row)
      if let index = last[delta.header.page] {
        guard let obstacle = kept[index].lay(delta, horizon, backend) else { continue }
        report.skips.append(.init(row: row, obstacle: obstacle))
      }
      last[delta.header.page] = kept.count
      kept.append(Fold(delta))
    }
    let batch = Self.batch(of: kept)
    report.outputCount = batch.count
    return (batch, report)
  }

  private static func batch(of folds: [Fold]) -> DeltaBatch {
    var batch = DeltaBatch()
    for fold in folds {
      do throws(DeltaError) {
        if fold.first.epoch != fold.delta.header.epoch {
          try batch.append(try Delta(fold.first, mask: Mask(count: 0), dense: []))
        }
        try batch.append(fold.delta)
      } catch {
        preconditionFailure("a merged delta is valid: \(error)")
      }
    }
    return batch
  }
}

/// Deltas of one range laid over each other.
private struct Fold {
  /// The first one's header.
  let first: DeltaHeader
  /// All of them as one.
  var delta: Delta

  init(_ delta: Delta) { (first, self.delta) = (delta.header, delta) }

  /// Lays a newer delta over the others, or answers the obstacle.
  mutating func lay(
    _ newer: Delta, _ horizon: Epoch?, _ backend: Backend
  ) -> CompactionReport.Obstacle? {
    let epoch = delta.header.epoch
    if let horizon, (epoch <= horizon) != (newer.header.epoch <= horizon) { return .horizon }
    do throws(DeltaError) { delta = try delta.merging(newer, using: backend) } catch {
      return .mismatch(error)
    }
    return nil
  }
}
