/// What the kernel charges to the thread: resource usage, or the scheduler's statistics.
final class UsagePart: CounterPart {
  let columns: [CounterColumn]
  private(set) var values: [Int64]

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
    statistics = metrics.contains { $0.source == .schedstat } ? SchedulerStatistics() : nil
  }

  var runningFraction: Double? { nil }

  func begin() throws(CounterFault) { before = read() }

  func end() throws(CounterFault) {
    let after = read()
    for index in values.indices { values[index] = amounts[index](after) - amounts[index](before) }
  }

  func close() {}

  private func read() -> Reading {
    guard let statistics else { return Reading(usage: .ofThread()) }
    return Reading(scheduler: statistics.read() ?? SchedulerStatistics.Reading())
  }

  /// What was charged until a moment.
  struct Reading {
    var usage = ResourceUsage()
    var scheduler = SchedulerStatistics.Reading()
  }

  /// One of the amounts that can be had this way.
  struct Metric: Sendable {
    let metric: String
    let source: CounterSource
    let amount: @Sendable (Reading) -> Int64
  }

  /// All of them; where two have a name, the first is the finer.
  static let metrics = [
    Metric(metric: "task_clock", source: .schedstat) { $0.scheduler.runNanoseconds },
    Metric(metric: "run_delay", source: .schedstat) { $0.scheduler.delayNanoseconds },
    Metric(metric: "page_faults", source: .rusage) {
      Int64($0.usage.minorFaults + $0.usage.majorFaults)
    },
    Metric(metric: "page_faults_minor", source: .rusage) { Int64($0.usage.minorFaults) },
    Metric(metric: "page_faults_major", source: .rusage) { Int64($0.usage.majorFaults) },
    Metric(metric: "context_switches", source: .rusage) {
      Int64($0.usage.voluntarySwitches + $0.usage.involuntarySwitches)
    },
    Metric(metric: "system_time", source: .rusage) { Int64($0.usage.systemNanoseconds) },
    Metric(metric: "task_clock", source: .rusage) {
      Int64($0.usage.userNanoseconds + $0.usage.systemNanoseconds)
    },
  ]
}
