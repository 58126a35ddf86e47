internal import Glibc

/// Amounts charged to the thread: resource usage, scheduler statistics, or the thread's clock.
///
/// The scheduler's own count of run time can't measure a batch, because it changes only at ticks.
final class UsagePart: CounterPart {
  let columns: [CounterColumn]
  private(set) var values: [Int64]

  private let source: CounterSource
  private let statistics: SchedulerStatistics?
  private let amounts: [@Sendable (Reading) -> Int64]
  private var before = Reading()

  /// Reads these metrics, all of one source.
  init(_ metrics: [Metric]) {
    let events = metrics.map { CounterEvent.of($0.metric) }
    columns = zip(events, metrics).map {
      CounterColumn(metric: $0.metric, unit: $0.unit, source: $1.source)
    }
    amounts = metrics.map(\.amount)
    values = Array(repeating: 0, count: metrics.count)
    source = metrics.first?.source ?? .rusage
    statistics = source == .schedstat ? SchedulerStatistics() : nil
  }

  var runningFraction: Double? { 1 }

  func begin() throws(CounterFault) { before = read() }

  func end() throws(CounterFault) {
    let after = read()
    for index in values.indices { values[index] = amounts[index](after) - amounts[index](before) }
  }

  func close() {}

  private func read() -> Reading {
    var reading = Reading()
    switch source {
    case .schedstat: reading.delayNanoseconds = statistics?.delayNanoseconds() ?? 0
    case .clock: reading.clockNanoseconds = Self.threadClock()
    default: reading.usage = .ofThread()
    }
    return reading
  }

  /// The thread's processor time until now.
  private static func threadClock() -> Int64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The amounts charged until a moment.
  struct Reading {
    var usage = ResourceUsage()
    var delayNanoseconds: Int64 = 0
    var clockNanoseconds: Int64 = 0
  }

  /// One of the amounts that a part can read.
  struct Metric: Sendable {
    let metric: String
    let source: CounterSource
    let amount: @Sendable (Reading) -> Int64
  }

  /// All metrics.
  static let metrics = [
    Metric(metric: "task_clock", source: .clock) { $0.clockNanoseconds },
    Metric(metric: "run_delay", source: .schedstat) { $0.delayNanoseconds },
    Metric(metric: "page_faults", source: .rusage) {
      Int64($0.usage.minorFaults + $0.usage.majorFaults)
    },
    Metric(metric: "page_faults_minor", source: .rusage) { Int64($0.usage.minorFaults) },
    Metric(metric: "page_faults_major", source: .rusage) { Int64($0.usage.majorFaults) },
    Metric(metric: "context_switches", source: .rusage) {
      Int64($0.usage.voluntarySwitches + $0.usage.involuntarySwitches)
    },
    Metric(metric: "system_time", source: .rusage) { Int64($0.usage.systemNanoseconds) },
  ]
}
