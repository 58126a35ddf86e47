internal import Glibc

/// What the scheduler says of one thread: how long it ran, and how long it was ready and waited.
///
/// Opened on the thread it speaks of. A reading is one system call and allocates nothing.
final class SchedulerStatistics {
  /// Totals since the thread began.
  struct Reading: Equatable {
    var runNanoseconds: Int64 = 0
    var delayNanoseconds: Int64 = 0
  }

  private let file: Int32

  /// Opens the calling thread's statistics; nil where the kernel keeps none.
  init?() {
    file = unsafe open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC)
    if file < 0 { return nil }
  }

  deinit { Glibc.close(file) }

  /// The thread's totals until now; nil where the kernel gives none.
  func read() -> Reading? {
    // Safe: at most as many bytes are read as the buffer holds.
    unsafe withUnsafeTemporaryAllocation(byteCount: 128, alignment: 1) { buffer in
      let count = unsafe pread(file, buffer.baseAddress, buffer.count, 0)
      guard count > 0 else { return nil }
      return unsafe Self.parse(buffer, count)
    }
  }

  /// Two numbers and more, in decimal, with a space between.
  private static func parse(_ text: UnsafeMutableRawBufferPointer, _ count: Int) -> Reading? {
    var reading = Reading()
    var spaces = 0
    for index in 0..<count {
      let byte = unsafe text[index]
      if byte == UInt8(ascii: " ") {
        spaces += 1
        if spaces == 2 { return reading }
        continue
      }
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      let digit = Int64(byte - UInt8(ascii: "0"))
      if spaces == 0 {
        reading.runNanoseconds = reading.runNanoseconds &* 10 &+ digit
      } else {
        reading.delayNanoseconds = reading.delayNanoseconds &* 10 &+ digit
      }
    }
    return nil
  }
}
