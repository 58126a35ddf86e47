/// The text of a file as Unicode scalars, able to say where each one stands.
///
/// Bounded to one mebibyte, so a scenario file that is really something else is refused at once.
package struct SourceText: Sendable {
  /// What messages call the file.
  package let name: String
  /// The text, one element a scalar; positions in `JSON5` values index this.
  package let scalars: [Unicode.Scalar]

  /// The most bytes that are read.
  package static let byteLimit = 1 << 20

  /// Decodes a file's bytes; what isn't UTF-8 is refused where it stands.
  package init(name: String, bytes: [UInt8]) throws(ScenarioError) {
    guard bytes.count <= Self.byteLimit else {
      throw .unreadable(
        path: name, reason: "it has \(bytes.count) bytes; a scenario has at most \(Self.byteLimit)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let place = Self.firstInvalid(bytes)
      throw .malformed(
        SourceLocation(file: name, line: place.line, column: place.column),
        found: "a byte that is not UTF-8", allowed: "UTF-8 text")
    }
    self.name = name
    self.scalars = Array(text.unicodeScalars)
  }

  /// Wraps text that is already decoded.
  package init(name: String, text: String) {
    self.name = name
    self.scalars = Array(text.unicodeScalars)
  }

  /// Line and column, both from 1, of the scalar at an index; a column is one Unicode scalar.
  package func location(of index: Int) -> SourceLocation {
    let before = scalars[..<min(index, scalars.count)]
    let place = Self.place(before)
    return SourceLocation(file: name, line: place.line, column: place.column)
  }

  private static func place(_ before: some Collection<Unicode.Scalar>) -> (line: Int, column: Int) {
    var line = 1
    var column = 1
    var afterReturn = false
    for scalar in before {
      let endsLine = scalar == "\n" || scalar == "\r"
      if endsLine {
        if !(scalar == "\n" && afterReturn) { line += 1 }
        column = 1
      } else {
        column += 1
      }
      afterReturn = scalar == "\r"
    }
    return (line, column)
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> (line: Int, column: Int) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var before: [Unicode.Scalar] = []
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { before.append(scalar) }
    return place(before)
  }
}

/// A place in a file, as people and editors name it.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
  package let file: String
  package let line: Int
  package let column: Int

  /// Names a place.
  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// "file:line:column".
  package var description: String { "\(file):\(line):\(column)" }
}
