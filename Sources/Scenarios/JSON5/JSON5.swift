internal import Glibc

/// One JSON5 value and where it starts in its text.
///
/// Members keep their order and their own positions, so that a reader can name the line and column
/// of whatever it does not like.
package struct JSON5: Sendable {
  /// What the value is.
  package indirect enum Kind: Sendable {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    case array([JSON5])
    case object([Member])
  }

  /// One key and its value.
  package struct Member: Sendable {
    package let key: String
    /// Where the key starts, as an index into `SourceText.scalars`.
    package let keyIndex: Int
    package let value: JSON5
  }

  package let kind: Kind
  /// Where the value starts, as an index into `SourceText.scalars`.
  package let index: Int

  /// Reads a whole document, which is exactly one value.
  package init(_ source: SourceText) throws(ScenarioError) {
    var parser = JSON5Parser(source)
    self = try parser.document()
  }

  init(_ kind: Kind, at index: Int) {
    self.kind = kind
    self.index = index
  }

  /// The value in a few words, for messages: `the string "avx3"`, `a list`.
  package var summary: String {
    switch kind {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .number(let value): "the number \(numberText(value))"
    case .string(let value): "the string \"\(value)\""
    case .array: "a list"
    case .object: "an object"
    }
  }
}

/// A number as people write it: whole numbers without a fraction.
package func numberText(_ value: Double) -> String {
  if let whole = Int(exactly: value) { return "\(whole)" }
  return "\(value)"
}
