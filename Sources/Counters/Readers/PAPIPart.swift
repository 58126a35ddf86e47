/// Events through one of PAPI's event sets.
final class PAPIPart: CounterPart {
  let columns: [CounterColumn]
  private(set) var values: [Int64]

  private let set: PAPIEventSet
  private var before: [Int64]
  private var after: [Int64]

  /// Starts counting events, given by PAPI's names and by metrics.
  init(_ events: [(name: String, metric: String, unit: String)]) throws(CounterFault) {
    columns = events.map { CounterColumn(metric: $0.metric, unit: $0.unit, source: .papi) }
    values = Array(repeating: 0, count: events.count)
    before = values
    after = values
    do throws(PAPIError) {
      set = try PAPIEventSet(events.map(\.name))
    } catch { throw CounterFault(error) }
    do throws(PAPIError) {
      try set.start()
    } catch {
      set.close()
      throw CounterFault(error)
    }
  }

  /// 1, because sets are not multiplexed, and PAPI fails a reading of a set that lost its counters.
  var runningFraction: Double? { 1 }

  func begin() throws(CounterFault) {
    do throws(PAPIError) { try set.read(into: &before) } catch { throw CounterFault(error) }
  }

  func end() throws(CounterFault) {
    do throws(PAPIError) { try set.read(into: &after) } catch { throw CounterFault(error) }
    for index in values.indices { values[index] = after[index] - before[index] }
  }

  func close() { set.close() }

  /// Whether PAPI can add an event to a set on this machine.
  static func has(_ name: String) -> Bool {
    guard let set = try? PAPIEventSet([name]) else { return false }
    set.close()
    return true
  }
}
