internal import CPlatform

/// Events through a group of the kernel's counters.
final class PerfPart: CounterPart {
  let columns: [CounterColumn]
  private(set) var values: [Int64]
  private(set) var runningFraction: Double?

  private var group: PerfGroup?
  private let isHardware: Bool
  private var before: [Int64]
  private var from = cp_perf_times()

  /// Starts counting events, each with a kernel event.
  init(_ events: [CounterEvent], userOnly: Bool) throws(CounterFault) {
    columns = events.map { CounterColumn(metric: $0.metric, unit: $0.unit, source: .perf) }
    values = Array(repeating: 0, count: events.count)
    before = values
    isHardware = events.contains(where: \.isHardware)
    do throws(PerfError) {
      group = try PerfGroup(events.compactMap(\.perf), userOnly: userOnly)
    } catch { throw CounterFault(error) }
  }

  func begin() throws(CounterFault) {
    let group = try read()
    for index in before.indices { before[index] = group.values[index] }
    from = group.times
  }

  func end() throws(CounterFault) {
    let group = try read()
    for index in values.indices { values[index] = group.values[index] - before[index] }
    let enabled = group.times.enabled_nanoseconds &- from.enabled_nanoseconds
    let running = group.times.running_nanoseconds &- from.running_nanoseconds
    runningFraction = enabled == 0 ? 1 : Double(running) / Double(enabled)
    if isHardware, running == 0, enabled > 0 {
      throw CounterFault(PerfError(code: PerfError.notRunning))
    }
  }

  func close() { group = nil }

  private func read() throws(CounterFault) -> PerfGroup {
    guard let group else { preconditionFailure("a part is read before it is closed") }
    do throws(PerfError) { try group.read() } catch { throw CounterFault(error) }
    return group
  }
}
