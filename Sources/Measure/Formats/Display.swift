/// Numbers for people: scaled units, three significant digits. Data never goes through here.
package enum Display {
  /// "12.3 ns", "1.23 ms".
  package static func time(_ nanoseconds: Double) -> String {
    scaled(nanoseconds, 1000, ["ns", "µs", "ms", "s"])
  }

  /// "45.2 GB/s", in powers of 1,000.
  package static func bandwidth(_ bytesPerSecond: Double) -> String {
    scaled(bytesPerSecond, 1000, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"])
  }

  /// "61.2 M/s": operations.
  package static func rate(_ perSecond: Double) -> String {
    scaled(perSecond, 1000, ["/s", "k/s", "M/s", "G/s"])
  }

  /// "4 KiB", "1.5 MiB", in powers of 1,024.
  package static func bytes(_ count: Int) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB"]
    var value = Double(count)
    var unit = 0
    while value >= 1024, unit + 1 < units.count {
      value /= 1024
      unit += 1
    }
    let digits = value == value.rounded() ? fixed(value, 0) : significant(value)
    return digits + " " + units[unit]
  }

  /// "94 %", and "0.4 %" below ten percent.
  package static func percent(_ fraction: Double) -> String {
    let percent = fraction * 100
    return fixed(percent, percent.magnitude < 9.95 ? 1 : 0) + " %"
  }

  /// "3.1", with two significant digits and never in exponents.
  package static func times(_ ratio: Double) -> String {
    fixed(ratio, ratio < 0.995 ? 2 : ratio < 9.95 ? 1 : 0)
  }

  /// "1,312".
  package static func grouped(_ count: Int) -> String {
    let digits = Array(String(count.magnitude))
    var result = count < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return result
  }

  /// A value in a unit of results, scaled.
  package static func value(_ value: Double, unit: String) -> String {
    switch unit {
    case "ns", "ns/op": time(value)
    case "B/s": bandwidth(value)
    case "op/s": rate(value)
    case "B", "B/op": significant(value) + " B"
    case "ratio": significant(value)
    case "count", "count/op": significant(value)
    default: significant(value) + " " + unit
    }
  }

  private static func scaled(_ value: Double, _ step: Double, _ units: [String]) -> String {
    var value = value
    var unit = 0
    while value.magnitude >= 0.9995 * step, unit + 1 < units.count {
      value /= step
      unit += 1
    }
    return significant(value) + " " + units[unit]
  }

  /// Three significant digits, whole numbers whole.
  package static func significant(_ value: Double) -> String {
    if value == value.rounded(), value.magnitude < 1e6 { return fixed(value, 0) }
    switch value.magnitude {
    case 99.95...: return fixed(value, 0)
    case 9.995...: return fixed(value, 1)
    case 0.9995...: return fixed(value, 2)
    case 0.09995...: return fixed(value, 3)
    default: return fixed(value, 5)
    }
  }

  /// The value with that many digits after the point, rounded half away from zero.
  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "?" : value < 0 ? "-∞" : "∞" }
    guard value.magnitude < 1e15 else { return value.field }
    let scale = (0..<digits).reduce(1.0) { product, _ in product * 10 }
    let scaled = Int(clamped: value.magnitude * scale)
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard digits > 0 else { return sign + String(scaled) }
    let text = String(scaled)
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return sign + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}

/// Whole numbers of values that a results file may hold, however large.
extension Int {
  /// The nearest integer, at most the largest and at least the smallest; 0 for NaN.
  init(clamped value: Double) {
    let whole = value.rounded()
    self = Int(exactly: whole) ?? (whole.isNaN ? 0 : whole < 0 ? .min : .max)
  }

  /// The sum, clamped to the range of `Int`.
  func addingClamped(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }
}
