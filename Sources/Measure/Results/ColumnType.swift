/// The values that a column may hold.
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
  case words([String])

  /// One or two words, or the list itself.
  package var name: String {
    switch self {
    case .text: "text"
    case .time: "time"
    case .code: "code"
    case .integer: "integer"
    case .real: "real"
    case .boolean: "boolean"
    case .words(let words): words.joined(separator: ", ")
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
    case .words(let words): words.contains(field)
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
