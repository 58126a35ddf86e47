internal import Machine

/// The program's own counts, through PAPI where PAPI works.
final class ExactPart: CounterPart {
  private(set) var values: [Int64]

  private let reader: ExactCounterReader
  private var before: [Int64] = []

  /// Starts counting; a nil worker is the whole process.
  init(_ counters: [ExactCounter], worker: Int?) {
    reader = ExactCounterReader(counters, worker: worker)
    values = counters.map { _ in 0 }
    reader.start()
  }

  var columns: [CounterColumn] {
    reader.counters.map {
      CounterColumn(
        metric: $0.name, unit: $0.unit, source: reader.isThroughPAPI ? .papi : .engine)
    }
  }

  var runningFraction: Double? { 1 }
  var note: String? { reader.failure.map { "exact counts are read directly: \($0)" } }

  func begin() throws(CounterFault) { before = reader.read() }

  func end() throws(CounterFault) {
    let after = reader.read()
    for index in values.indices { values[index] = after[index] - before[index] }
  }

  func close() { reader.close() }
}
