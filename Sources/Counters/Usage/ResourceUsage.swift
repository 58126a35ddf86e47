internal import CPlatform

/// The kernel's charges to a thread or the process: CPU time, page faults, context switches.
///
/// A reading works everywhere, without counters or privileges. It costs a quarter of a microsecond
/// for a thread and more for a process, so take it at the edges of a batch, never inside. Subtract
/// an earlier reading from a later one to get the usage in between.
package struct ResourceUsage: Equatable, Sendable {
  /// CPU time in user mode; the kernel charges it in microseconds.
  package var userNanoseconds = 0
  /// CPU time in the kernel.
  package var systemNanoseconds = 0
  /// Page faults served without reading a disk.
  package var minorFaults = 0
  /// Page faults that waited for a disk.
  package var majorFaults = 0
  /// Times the thread gave the CPU up.
  package var voluntarySwitches = 0
  /// Times the CPU was taken from the thread.
  package var involuntarySwitches = 0

  /// Makes a usage of zeros.
  package init() {}

  /// The calling thread's usage until now.
  package static func ofThread() -> ResourceUsage {
    var usage = cp_usage()
    unsafe cp_usage_of_thread(&usage)
    return ResourceUsage(usage)
  }

  /// The whole process's usage until now.
  package static func ofProcess() -> ResourceUsage {
    var usage = cp_usage()
    unsafe cp_usage_of_process(&usage)
    return ResourceUsage(usage)
  }

  /// The process's peak resident memory.
  package static func peakResidentByteCount() -> Int {
    var usage = cp_usage()
    unsafe cp_usage_of_process(&usage)
    return Int(usage.peak_resident_kibibytes) * 1024
  }

  /// The usage between two readings.
  package static func - (later: ResourceUsage, earlier: ResourceUsage) -> ResourceUsage {
    later.combined(with: earlier, by: -)
  }

  /// The sum of the usage of two threads or two stretches of time.
  package static func + (one: ResourceUsage, other: ResourceUsage) -> ResourceUsage {
    one.combined(with: other, by: +)
  }

  private func combined(
    with other: ResourceUsage, by operation: (Int, Int) -> Int
  ) -> ResourceUsage {
    var result = ResourceUsage()
    result.userNanoseconds = operation(userNanoseconds, other.userNanoseconds)
    result.systemNanoseconds = operation(systemNanoseconds, other.systemNanoseconds)
    result.minorFaults = operation(minorFaults, other.minorFaults)
    result.majorFaults = operation(majorFaults, other.majorFaults)
    result.voluntarySwitches = operation(voluntarySwitches, other.voluntarySwitches)
    result.involuntarySwitches = operation(involuntarySwitches, other.involuntarySwitches)
    return result
  }

  private init(_ usage: cp_usage) {
    userNanoseconds = Int(usage.user_microseconds) * 1000
    systemNanoseconds = Int(usage.system_microseconds) * 1000
    minorFaults = Int(usage.minor_faults)
    majorFaults = Int(usage.major_faults)
    voluntarySwitches = Int(usage.voluntary_switches)
    involuntarySwitches = Int(usage.involuntary_switches)
  }
}
