internal import Glibc

/// What the kernel counted for a thread: faults, switches and processor time.
///
/// Reading it is a system call of about 260 ns: at the edges of a batch only.
package struct ResourceUsage: Sendable, Equatable {
  /// Page faults served without and with input from a disk.
  package var minorFaults = 0
  package var majorFaults = 0
  /// Times the thread gave the processor up, and times it was taken away.
  package var voluntarySwitches = 0
  package var involuntarySwitches = 0
  /// Processor time in user and kernel mode together.
  package var cpuNanoseconds = 0

  /// Nothing used.
  package init() {}

  /// What the calling thread has used since it began.
  package static func ofThisThread() -> ResourceUsage {
    var raw = rusage()
    unsafe getrusage(thisThread, &raw)
    var usage = ResourceUsage()
    usage.minorFaults = raw.ru_minflt
    usage.majorFaults = raw.ru_majflt
    usage.voluntarySwitches = raw.ru_nvcsw
    usage.involuntarySwitches = raw.ru_nivcsw
    usage.cpuNanoseconds = nanoseconds(raw.ru_utime) + nanoseconds(raw.ru_stime)
    return usage
  }

  /// `RUSAGE_THREAD`, which the C library shows to GNU sources only.
  private static let thisThread: Int32 = 1

  private static func nanoseconds(_ time: timeval) -> Int {
    time.tv_sec * 1_000_000_000 + Int(time.tv_usec) * 1_000
  }

  /// Both together: of several threads, or of several batches.
  package static func + (a: ResourceUsage, b: ResourceUsage) -> ResourceUsage {
    a.combined(b, by: +)
  }

  /// What was used between two readings.
  package static func - (later: ResourceUsage, earlier: ResourceUsage) -> ResourceUsage {
    later.combined(earlier, by: -)
  }

  private func combined(_ other: ResourceUsage, by: (Int, Int) -> Int) -> ResourceUsage {
    var result = ResourceUsage()
    result.minorFaults = by(minorFaults, other.minorFaults)
    result.majorFaults = by(majorFaults, other.majorFaults)
    result.voluntarySwitches = by(voluntarySwitches, other.voluntarySwitches)
    result.involuntarySwitches = by(involuntarySwitches, other.involuntarySwitches)
    result.cpuNanoseconds = by(cpuNanoseconds, other.cpuNanoseconds)
    return result
  }
}
