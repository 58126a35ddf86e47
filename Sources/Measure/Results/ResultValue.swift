/// A value that fits one field of a results file; a missing one is an empty field.
protocol ResultValue: Sendable {
  /// What the field may hold.
  static var type: ColumnType { get }
  /// The field as it is written.
  var field: String { get }
  /// Reads a field that is not empty; nil when it can't be.
  init?(field: String)
}

/// What a column may hold.
package enum ColumnType: Sendable, Equatable {
  /// Any text.
  case text
  /// A date and time in UTC: 2026-11-20T09:30:00Z.
  case time
  /// Lower-case words joined by underscores.
  case code
  /// A whole number.
  case integer
  /// A finite number in the shortest decimals that read back as the same one.
  case real
  /// `true` or `false`.
  case boolean
  /// One of a closed list.
  case vocabulary([String])

  /// One or two words, or the list itself.
  package var name: String {
    switch self {
    case .text: "text"
    case .time: "time"
    case .code: "code"
    case .integer: "integer"
    case .real: "real"
    case .boolean: "boolean"
    case .vocabulary(let words): words.joined(separator: ", ")
    }
  }

  /// Whether a field that is not empty is well formed.
  package func accepts(_ field: String) -> Bool {
    switch self {
    case .text: true
    case .time: Self.isTime(field)
    case .code: field.utf8.allSatisfy { Self.isCodeByte($0) }
    case .integer: Int(field: field) != nil || UInt64(field: field) != nil
    case .real: Double(field: field) != nil
    case .boolean: Bool(field: field) != nil
    case .vocabulary(let words): words.contains(field)
    }
  }

  private static func isCodeByte(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "_")
  }

  private static func isTime(_ field: String) -> Bool {
    let shape = Array("dddd-dd-ddTdd:dd:ddZ".utf8)
    return field.utf8.count == shape.count
      && zip(field.utf8, shape).allSatisfy { byte, expected in
        expected == UInt8(ascii: "d")
          ? (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) : byte == expected
      }
  }
}

extension String: ResultValue {
  static var type: ColumnType { .text }
  var field: String { self }
  init?(field: String) { self = field }
}

extension Int: ResultValue {
  static var type: ColumnType { .integer }
  var field: String { String(self) }
  init?(field: String) {
    guard let value = Int(field), String(value) == field else { return nil }
    self = value
  }
}

extension UInt64: ResultValue {
  static var type: ColumnType { .integer }
  var field: String { String(self) }
  init?(field: String) {
    guard let value = UInt64(field), String(value) == field else { return nil }
    self = value
  }
}

extension Double: ResultValue {
  static var type: ColumnType { .real }

  /// Whole numbers without a fraction, others in the shortest decimals that round-trip.
  var field: String {
    precondition(isFinite, "a result is a finite number")
    if self == rounded(), magnitude < 1e15 { return String(Int(self)) }
    return description
  }

  init?(field: String) {
    guard let value = Double(field), value.isFinite,
      field.utf8.allSatisfy({ "0123456789+-.e".utf8.contains($0) })
    else { return nil }
    self = value
  }
}

extension Bool: ResultValue {
  static var type: ColumnType { .boolean }
  var field: String { self ? "true" : "false" }
  init?(field: String) {
    guard field == "true" || field == "false" else { return nil }
    self = field == "true"
  }
}

extension Optional: ResultValue where Wrapped: ResultValue {
  static var type: ColumnType { Wrapped.type }
  var field: String { self?.field ?? "" }
  init?(field: String) {
    guard let value = Wrapped(field: field) else { return nil }
    self = value
  }
}

extension ResultValue where Self: RawRepresentable & CaseIterable, RawValue == String {
  static var type: ColumnType { .vocabulary(allCases.map(\.rawValue)) }
  var field: String { rawValue }
  init?(field: String) { self.init(rawValue: field) }
}
