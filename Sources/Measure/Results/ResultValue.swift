/// A value that fits one field of a results file; a missing one is an empty field.
protocol ResultValue: Sendable {
  /// The values that the field may hold.
  static var type: ColumnType { get }
  /// The field as it is written.
  var field: String { get }
  /// Reads a field that is not empty; nil when the field is malformed.
  init?(field: String)
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

  /// Whole numbers without a fraction, others in the shortest decimals that round-trip; empty for a
  /// number that isn't finite, since files hold finite numbers only.
  var field: String {
    guard isFinite else { return "" }
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
  static var type: ColumnType { .words(allCases.map(\.rawValue)) }
  var field: String { rawValue }
  init?(field: String) { self.init(rawValue: field) }
}
