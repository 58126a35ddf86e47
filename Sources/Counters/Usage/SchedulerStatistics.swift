internal import Glibc

/// The scheduler's statistics of one thread: the time that the thread was ready to run and waited.
///
/// Open the statistics on the thread itself. A reading is one system call without an allocation.
final class SchedulerStatistics {
  private let file: Int32

  /// Opens the calling thread's statistics; nil where the kernel doesn't keep them.
  init?() {
    file = unsafe open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
  }

  deinit { Glibc.close(file) }

  /// The time that the thread has waited for a processor since its start; nil where the kernel
  /// doesn't report it.
  func delayNanoseconds() -> Int64? {
    // Safe: the read is limited to the size of the buffer.
    unsafe withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
      let count = unsafe pread(file, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { return nil }
      return unsafe Self.secondNumber(buffer, count)
    }
  }

  /// The second of three decimal numbers with spaces between: time run, time waited, turns.
  private static func secondNumber(
    _ text: UnsafeMutableRawBufferPointer, _ count: Int
  ) -> Int64? {
    var number: Int64 = 0
    var spaces = 0
    for index in 0..<count {
      let byte = unsafe text[index]
      if byte == UInt8(ascii: " ") {
        spaces += 1
        if spaces == 2 { return number }
        number = 0
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number &* 10 &+ Int64(byte - UInt8(ascii: "0"))
    }
    return nil
  }
}
