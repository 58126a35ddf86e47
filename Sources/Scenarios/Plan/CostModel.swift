internal import Measure

/// Estimates the time of a group, for `--plan`, `--budget` and the time that is left.
///
/// The constants are round numbers for one core of 2020 to 2026; a run corrects them as it goes.
struct CostModel {
  let rounds: Int
  let isTimed: Bool
  let counterLaunches: Int
  /// Whether operations are timed one by one too.
  let takesLatencies: Bool
  let traceByteCount: Int
  /// The bytes walked through before each batch to empty the caches; 0 for warm caches.
  let evictedByteCount: Int
  /// The time of a kind of work as a multiple of a kernel's over as many bytes.
  let relativeCost: (_ workload: String) -> Double

  /// The bytes per second of timed work, of laying out a trace's pages again before each batch, and
  /// of the reference model.
  static let workBytesPerSecond = 2e9
  static let layoutBytesPerSecond = 5e8
  static let oracleBytesPerSecond = 2e8
  /// The batches of calibration and warm-up, and the ceilings and peers timed beside the cells.
  static let settlingBatches = 20.0
  static let referencesPerGroup = 3.0
  /// The shortest time of a batch.
  static let batchSeconds = 0.001

  func seconds(_ group: SiblingGroup) -> Double {
    let cells = group.runnable
    guard let first = cells.first else { return 0 }
    let each = timing(first) * Self.referencesPerGroup
    return relativeCost(first.workload) * cells.reduce(each) { $0 + timing($1) + proof($1) }
  }

  private func timing(_ cell: Cell) -> Double {
    guard isTimed else { return 0 }
    let batch = max(Self.batchSeconds, byteCount(cell) / Self.workBytesPerSecond)
    let layout = Double(traceByteCount) / Self.layoutBytesPerSecond
    let eviction = Double(evictedByteCount) / Self.workBytesPerSecond
    let counted = Double(counterLaunches * (CounterPass.batchCount + 1))
    let latencies = takesLatencies ? LatencyPass.seconds : 0
    return latencies
      + (Double(rounds) + Self.settlingBatches + counted) * (batch + layout + eviction)
  }

  private func proof(_ cell: Cell) -> Double {
    2 * byteCount(cell) * Double(cell.request.workerCount) / Self.oracleBytesPerSecond
  }

  private func byteCount(_ cell: Cell) -> Double {
    Double(max(cell.request.workingSetByteCount, traceByteCount))
  }
}
