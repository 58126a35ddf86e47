internal import CPlatform
internal import Glibc
internal import Machine
internal import Support

/// A group of the kernel's counters of one thread: on the processor together, or not at all.
///
/// A group is enabled when it is made; a stretch of work is the difference of two readings. A
/// reading is one system call without an allocation.
final class PerfGroup {
  /// The events, in the order of the values.
  let events: [cp_perf_event]
  /// The last reading.
  private(set) var values: [Int64]
  /// The times up to the last reading: enabled, and running.
  private(set) var times = cp_perf_times()

  private var descriptors: [Int32] = []

  /// Opens and starts the events on the calling thread, all of them or none.
  init(_ events: [cp_perf_event], userOnly: Bool) throws(PerfError) {
    precondition(
      (1...CP_PERF_GROUP_LIMIT).contains(events.count), "a group has a few events")
    self.events = events
    values = Array(repeating: 0, count: events.count)
    for event in events {
      let descriptor = cp_perf_open(event, descriptors.first ?? -1, userOnly)
      guard descriptor >= 0 else { throw PerfError(code: -descriptor) }
      descriptors.append(descriptor)
    }
    let code = cp_perf_enable(descriptors[0])
    guard code == 0 else { throw PerfError(code: code) }
  }

  deinit { for descriptor in descriptors { Glibc.close(descriptor) } }

  /// Reads all counters into `values` and `times`.
  func read() throws(PerfError) {
    // Safe: `values` has room for every event of the group.
    let code = unsafe cp_perf_read(descriptors[0], events.count, &times, &values)
    guard code == 0 else { throw PerfError(code: code) }
  }

  /// Whether an event can be opened on the calling thread: 0, or the errno value of the refusal.
  static func tryOpen(_ event: cp_perf_event, userOnly: Bool) -> Int32 {
    let descriptor = cp_perf_open(event, -1, userOnly)
    guard descriptor >= 0 else { return -descriptor }
    Glibc.close(descriptor)
    return 0
  }
}

/// A refusal by the kernel.
struct PerfError: KindedError, Equatable {
  /// The errno value; EAGAIN where a pinned group is not on the processor.
  let code: Int32

  /// The code of a group that isn't on the processor.
  static let notRunning = EAGAIN

  /// Whether other users hold the counters: a retry may help.
  var isBusy: Bool { [EAGAIN, EBUSY].contains(code) }

  var kind: ErrorKind { .environment }

  var description: String {
    isBusy
      ? "the group is not on the processor: others have its counters"
      : "the kernel refused the events: \(systemErrorText(code))"
  }
}

extension CounterFault {
  init(_ error: PerfError) {
    self.init(
      reasonCode: error.isBusy ? "counter_busy" : "perf_failed",
      reason: error.description, isBusy: error.isBusy)
  }
}
