internal import Measure

/// Estimates the time of a group, for `--plan`, `--budget` and the time that is left.
///
/// The constants are round numbers for one core of 2020 to 2026; a run corrects them as it goes.
struct CostModel {
  let rounds: Int
  let isTimed: Bool
  /// Processes that each prove and time everything; the first one alone counts.
  let launches: Int
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
  /// The time in which a process starts and reads its scenario.
  static let startSeconds = 0.05
  /// The shortest time of a batch.
  static let batchSeconds = 0.001

  func seconds(_ group: SiblingGroup) -> Double {
    let cells = group.runnable
    guard let first = cells.first else { return 0 }
    let each = timing(first) * Self.referencesPerGroup
    let starts = isTimed && launches > 1 ? Double(launches) * Self.startSeconds : 0
    return starts
      + relativeCost(first.workload) * cells.reduce(each) { $0 + timing($1) + proof($1) }
  }

  private func timing(_ cell: Cell) -> Double {
    guard isTimed else { return 0 }
    let batch = max(Self.batchSeconds, byteCount(cell) / Self.workBytesPerSecond)
    let layout = Double(traceByteCount) / Self.layoutBytesPerSecond
    let eviction = Double(evictedByteCount) / Self.workBytesPerSecond
    let counted = Double(counterLaunches * (CounterPass.batchCount + 1))
    let latencies = takesLatencies ? LatencyPass.seconds : 0
    let batches = Double(launches) * (Double(rounds) + Self.settlingBatches) + counted
    return Double(launches) * latencies + batches * (batch + layout + eviction)
  }

  private func proof(_ cell: Cell) -> Double {
    let proofs = isTimed ? launches : 1
    return 2 * Double(proofs) * byteCount(cell) * Double(cell.request.workerCount)
      / Self.oracleBytesPerSecond
  }

  private func byteCount(_ cell: Cell) -> Double {
    Double(max(cell.request.workingSetByteCount, traceByteCount))
  }
}
