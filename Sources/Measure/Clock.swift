internal import Glibc

/// The one clock of all timing: `CLOCK_MONOTONIC` in nanoseconds, with the cost of a reading here.
///
/// A reading costs about 20 ns where the kernel answers without a system call, so it belongs at the
/// edges of a batch and never inside one.
package struct Clock: Sendable, Equatable {
  /// The smallest difference between two readings that is not zero.
  package let stepNanoseconds: UInt64
  /// The cost of one reading: the median over blocks of readings.
  package let costNanoseconds: Double

  /// States facts about a clock measured elsewhere.
  package init(stepNanoseconds: UInt64, costNanoseconds: Double) {
    self.stepNanoseconds = stepNanoseconds
    self.costNanoseconds = costNanoseconds
  }

  /// Measures the clock; takes well under a millisecond where readings are cheap.
  package static func measured() -> Clock {
    var step = UInt64.max
    var costs: [Double] = []
    for _ in 0..<21 {
      let start = now()
      var last = start
      for _ in 0..<200 {
        let reading = now()
        if reading > last { step = min(step, reading - last) }
        last = reading
      }
      costs.append(last > start ? Double(last - start) / 200 : 0)
    }
    return Clock(
      stepNanoseconds: step == .max ? 1 : step, costNanoseconds: Statistics.median(costs))
  }

  /// Nanoseconds since an arbitrary moment; never goes back.
  @inline(always)
  package static func now() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) &* 1_000_000_000 &+ UInt64(time.tv_nsec)
  }

  /// The date and time in UTC as results write it: "2026-11-20T09:30:00Z".
  package static func utc() -> String {
    var seconds = time(nil)
    var parts = unsafe tm()
    unsafe gmtime_r(&seconds, &parts)
    func padded(_ value: Int32, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = unsafe [
      padded(parts.tm_year + 1900, 4), padded(parts.tm_mon + 1, 2), padded(parts.tm_mday, 2),
    ]
    let hours = unsafe [
      padded(parts.tm_hour, 2), padded(parts.tm_min, 2), padded(parts.tm_sec, 2),
    ]
    return date.joined(separator: "-") + "T" + hours.joined(separator: ":") + "Z"
  }
}

/// Dates as results write them.
extension Clock {
  /// Seconds since 1970 of a date and time in UTC, "2026-11-20T09:30:00Z"; nil for other text.
  package static func secondsSince1970(utc text: String) -> Int? {
    guard ColumnType.time.accepts(text) else { return nil }
    let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard numbers.count == 6, (1...12).contains(numbers[1]), (1...31).contains(numbers[2]),
      numbers[3] < 24, numbers[4] < 60, numbers[5] <= 60
    else { return nil }
    // Days by the rule of leap years, with the year beginning in March.
    let year = numbers[1] > 2 ? numbers[0] : numbers[0] - 1
    let month = (numbers[1] + 9) % 12
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + numbers[2]
    return (days - 719_469) * 86_400 + numbers[3] * 3_600 + numbers[4] * 60 + numbers[5]
  }
}
