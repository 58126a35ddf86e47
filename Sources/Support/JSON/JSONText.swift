/// The text of a JSON document as Unicode scalars, with the line and the column of each.
///
/// A text takes four bytes for each scalar; a caller who doesn't trust the file bounds its bytes.
package struct JSONText: Sendable {
  /// The text; positions in values and members index this.
  package let scalars: [Unicode.Scalar]

  /// Decodes a file's bytes; the error names the place of the first byte that isn't UTF-8.
  package init(_ bytes: [UInt8]) throws(JSONError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      let place = Self.firstInvalid(bytes)
      throw JSONError(
        line: place.line, column: place.column, found: "a byte that is not UTF-8",
        allowed: "UTF-8 text")
    }
    self.init(text)
  }

  /// Wraps text that is already decoded.
  package init(_ text: String) { scalars = Array(text.unicodeScalars) }

  /// Line and column, both from 1, of the scalar at an index; linear in the index.
  package func place(of index: Int) -> (line: Int, column: Int) {
    Self.place(after: scalars[..<min(index, scalars.count)])
  }

  private static func place(
    after scalars: some Collection<Unicode.Scalar>
  ) -> (line: Int, column: Int) {
    var (line, column) = (1, 1)
    var isAfterReturn = false
    for scalar in scalars {
      if scalar == "\n" || scalar == "\r" {
        if !(scalar == "\n" && isAfterReturn) { line += 1 }
        column = 1
      } else {
        column += 1
      }
      isAfterReturn = scalar == "\r"
    }
    return (line, column)
  }

  private static func firstInvalid(_ bytes: [UInt8]) -> (line: Int, column: Int) {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var before: [Unicode.Scalar] = []
    while case .scalarValue(let scalar) = decoder.decode(&iterator) { before.append(scalar) }
    return place(after: before)
  }
}
