extension String {
  /// The text on one line, harmless to a terminal: control characters and line ends as JSON escapes
  /// them.
  package var escapingControls: String {
    guard unicodeScalars.contains(where: Self.isControl) else { return self }
    var result = UnicodeScalarView()
    for scalar in unicodeScalars {
      if Self.isControl(scalar) {
        result.append(contentsOf: "\\u\(UInt16(scalar.value).hexadecimal)".unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// Whether a terminal may take the character for a command or for the end of a line.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
  }
}
