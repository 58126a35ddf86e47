internal import Machine

/// One way to count a group on this machine.
package struct CounterWay: Sendable {
  /// The source of most of the values.
  package let source: CounterSource
  /// Starts counting on the calling thread, which is the worker's.
  package let open: @Sendable (_ worker: Int) throws(CounterFault) -> CounterReader
}

extension CounterGroup {
  /// The ways to count the group that the ladder allows, best first.
  package func ways(_ ladder: CounterLadder) -> [CounterWay] {
    switch content {
    case .hardware(let slots): hardwareWays(slots, ladder)
    case .software(let events): softwareWays(events, ladder)
    case .native(let names): nativeWays(names, ladder)
    case .exact(let counters, let scope):
      [
        CounterWay(source: .papi) { worker in
          switch scope {
          case .eachWorker: CounterReader([ExactPart(counters, worker: worker)])
          case .one(let owner):
            CounterReader([worker == 0 ? ExactPart(counters, worker: owner) : Nothing(counters)])
          }
        }
      ]
    }
  }

  /// The reason why the group has no way.
  package func obstacle(_ ladder: CounterLadder) -> CounterFault {
    let rung: CounterRung
    if case .native = content { rung = ladder[.papi] } else { rung = ladder.hardware }
    return CounterFault(reasonCode: rung.reasonCode, reason: rung.reason)
  }
}

/// The part of a worker whose counts another worker reads: zeros.
private final class Nothing: CounterPart {
  let columns: [CounterColumn]
  let values: [Int64]

  init(_ counters: [ExactCounter]) {
    columns = counters.map { CounterColumn(metric: $0.name, unit: $0.unit, source: .papi) }
    values = counters.map { _ in 0 }
  }

  var runningFraction: Double? { nil }
  func begin() {}
  func end() {}
  func close() {}
}
