internal import Scenarios

/// The arguments of one call, known to fit the command; values are read by type here.
package struct Arguments: Sendable {
  /// The command that the arguments belong to.
  package let command: Command
  private let values: [String: [String]]
  /// The operands by place.
  package let operands: [String]

  init(command: Command, values: [String: [String]], operands: [String]) {
    self.command = command
    self.values = values
    self.operands = operands
  }

  /// Whether an option was given.
  package func has(_ option: String) -> Bool { find(option) != nil }

  /// All values of an option, in order.
  package func all(_ option: String) -> [String] { find(option) ?? [] }

  /// The value of an option; nil where the option wasn't given.
  package func text(_ option: String) -> String? { find(option)?.last }

  /// The value of an option that the command can't do without.
  package func required(_ option: String) throws(UsageError) -> String {
    guard let text = text(option) else {
      throw .missingOption("--\(option)", command: command.name)
    }
    return text
  }

  /// The value of an option as a whole number.
  package func integer<Number: FixedWidthInteger>(
    _ option: String, _ range: ClosedRange<Number>
  ) throws(UsageError) -> Number? {
    guard let text = text(option) else { return nil }
    guard let number = Number(text), range.contains(number) else {
      throw .badValue(
        option: "--\(option)", found: text,
        allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return number
  }

  /// The value of an option as one of a few words.
  package func choice(_ option: String, _ allowed: [String]) throws(UsageError) -> String? {
    guard let text = text(option) else { return nil }
    guard allowed.contains(text) else {
      throw .badValue(
        option: "--\(option)", found: text, allowed: allowed.joined(separator: ", "))
    }
    return text
  }

  /// The value of an option in bytes: "64MiB", or with B, KiB or GiB.
  package func byteCount(_ option: String) throws(UsageError) -> Int? {
    guard let text = text(option) else { return nil }
    guard let count = AxisRow.byteCount(text), count > 0 else {
      throw .badValue(
        option: "--\(option)", found: text,
        allowed: "a whole number with B, KiB, MiB or GiB behind it, as 64MiB")
    }
    return count
  }

  /// The value of an option in seconds: "90s", "2m", "1h", or a bare number of seconds.
  package func seconds(_ option: String) throws(UsageError) -> Double? {
    guard let text = text(option) else { return nil }
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let scale = text.last.flatMap { units[$0] }
    let digits = scale == nil ? text[...] : text.dropLast()
    let isPlain = digits.first?.isNumber == true && digits.allSatisfy { $0.isNumber || $0 == "." }
    guard isPlain, let number = Double(digits), number > 0, number.isFinite else {
      throw .badValue(
        option: "--\(option)", found: text, allowed: "a length of time, as 90s, 2m or 1h")
    }
    return number * (scale ?? 1)
  }

  /// The value of an option as a share: "5%" or "0.05"; above zero and at most 1,000 %.
  package func share(_ option: String) throws(UsageError) -> Double? {
    guard let text = text(option) else { return nil }
    guard let share = Self.share(text) else {
      throw .badValue(option: "--\(option)", found: text, allowed: "a share, as 5% or 0.05")
    }
    return share
  }

  /// Reads a share.
  static func share(_ text: String) -> Double? {
    let isPercent = text.hasSuffix("%")
    let digits = isPercent ? text.dropLast() : text[...]
    let isPlain = digits.first?.isNumber == true && digits.allSatisfy { $0.isNumber || $0 == "." }
    guard isPlain, let number = Double(digits) else { return nil }
    let share = isPercent ? number / 100 : number
    return share > 0 && share <= 10 ? share : nil
  }

  private func find(_ option: String) -> [String]? {
    precondition(
      command.allOptions.contains { $0.name == option },
      "\(command.name) asks for an option --\(option) that it doesn't have")
    return values[option]
  }
}
