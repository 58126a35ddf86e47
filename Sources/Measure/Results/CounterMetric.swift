internal import Counters

/// One counted metric of one cell, with the batches of all launches that counted it.
struct CounterMetric {
  let column: CounterColumn
  let isExact: Bool
  /// The values per operation, one for each batch.
  private(set) var values: [Double] = []
  private(set) var launchCount = 0
  private(set) var runningFraction: Double?
  /// Whether every iteration of every batch counted the same.
  private(set) var isConstant = true

  private var perIteration: Int64?

  private init(_ column: CounterColumn, isExact: Bool) {
    self.column = column
    self.isExact = isExact
  }

  /// The metrics of a cell's launches, in the order in which they first appear.
  ///
  /// Cycles and instructions are counted in several launches; the first launch's source decides.
  static func all(_ launches: [CounterLaunch], operations: Int) -> [CounterMetric] {
    var metrics: [CounterMetric] = []
    for launch in launches where launch.reasonCode.isEmpty {
      for (index, column) in launch.columns.enumerated() {
        let known = metrics.firstIndex { $0.column.metric == column.metric }
        if let known, metrics[known].column.source != column.source { continue }
        let place = known ?? metrics.count
        if known == nil { metrics.append(CounterMetric(column, isExact: launch.isExact)) }
        metrics[place].add(launch, index, operations)
      }
    }
    return metrics
  }

  private mutating func add(_ launch: CounterLaunch, _ index: Int, _ operations: Int) {
    launchCount += 1
    for batch in launch.batches {
      let count = batch.values[index]
      values.append(Double(count) / (Double(launch.iterations) * Double(operations)))
      runningFraction = [runningFraction, batch.runningFraction].compactMap { $0 }.min()
      let (each, rest) = count.quotientAndRemainder(dividingBy: Int64(max(1, launch.iterations)))
      if rest != 0 || each != perIteration ?? each { isConstant = false }
      perIteration = each
    }
  }

  /// The metric per operation; an exact count's name says so, because the count itself is a metric
  /// too.
  var name: String { isExact ? column.metric + "_per_operation" : column.metric }

  /// The unit per operation.
  var unit: String { column.unit + "/op" }
}
