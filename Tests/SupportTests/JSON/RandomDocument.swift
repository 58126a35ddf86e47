import Support

/// Random values and random ways to write each one down in JSON5.
struct RandomDocument {
  private var random: SplitMix64

  /// Whether to write only forms that Foundation reads too: without continued lines, rare white
  /// space and NUL.
  private let isForFoundation: Bool

  init(seed: UInt64, isForFoundation: Bool) {
    random = SplitMix64(seed: seed)
    self.isForFoundation = isForFoundation
  }

  mutating func value(depth: Int) -> Plain {
    switch Int.random(in: 0..<(depth < 4 ? 8 : 5), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2: return .number(of: number())
    case 3, 4: return .string(text())
    case 5, 6:
      return .array(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in value(depth: depth + 1) })
    default:
      var members: [String: Plain] = [:]
      for _ in 0..<Int.random(in: 0..<5, using: &random) {
        members[text()] = value(depth: depth + 1)
      }
      return .object(members)
    }
  }

  /// A value that strict JSON can express.
  mutating func finiteValue(depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth < 4 ? 8 : 5), using: &random) {
    case 0: return .null
    case 1: return .boolean(Bool.random(using: &random))
    case 2: return .integer(Int.random(in: -1 << 53...1 << 53, using: &random))
    case 3: return .number(Double.random(in: -1...1, using: &random) / 3)
    case 4: return .string(text())
    case 5, 6:
      return .array(
        (0..<Int.random(in: 0..<5, using: &random)).map { _ in finiteValue(depth: depth + 1) })
    default:
      let names = Set((0..<Int.random(in: 0..<5, using: &random)).map { _ in text() }).sorted()
      return .object(names.map { JSONMember($0, finiteValue(depth: depth + 1)) })
    }
  }

  mutating func render(_ value: Plain) -> String {
    switch value {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .number(let bits): return render(Double(bitPattern: bits))
    case .string(let text): return quoted(text)
    case .array(let values): return "[" + list(values.map { render($0) }) + blank() + "]"
    case .object(let members):
      let pairs = members.sorted { $0.key < $1.key }.map {
        key($0.key) + blank() + ":" + blank() + render($0.value)
      }
      return "{" + list(pairs) + blank() + "}"
    }
  }

  /// White space or a comment, for the places where both are allowed.
  mutating func blank() -> String {
    let common = ["", "", "", " ", "\n", "\r\n", "\t", "// c ]}\n", "/* , ' */"]
    let rare = isForFoundation ? [] : ["\u{A0}", "\u{FEFF}", "\u{2029}", "\u{0C}"]
    return (common + rare).randomElement(using: &random) ?? ""
  }

  private mutating func list(_ parts: [String]) -> String {
    guard !parts.isEmpty else { return "" }
    let comma = Bool.random(using: &random) ? "," : ""
    return parts.map { blank() + $0 + blank() }.joined(separator: ",") + comma
  }

  private mutating func number() -> Double {
    switch Int.random(in: 0..<5, using: &random) {
    case 0: Double(Int.random(in: -1000...1000, using: &random))
    case 1: Double.random(in: -1...1, using: &random)
    case 2: Double(Int.random(in: 0...(1 << 53), using: &random))
    case 3: Double(Int.random(in: -99...99, using: &random)) * 1e-20
    default: [Double.infinity, -.infinity, .nan].randomElement(using: &random) ?? 0
    }
  }

  private mutating func render(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    let sign = value < 0 ? "-" : Bool.random(using: &random) ? "+" : ""
    if value.isInfinite { return sign + "Infinity" }
    if let whole = UInt64(exactly: abs(value)), Bool.random(using: &random) {
      return sign + "0x" + String(whole, radix: 16, uppercase: Bool.random(using: &random))
    }
    var text = "\(abs(value))"
    if text.hasPrefix("0."), Bool.random(using: &random) { text.removeFirst() }
    if text.hasSuffix(".0"), Bool.random(using: &random) { text.removeLast() }
    return sign + text
  }

  private mutating func text() -> String {
    let letters =
      ["a", "Z", "9", " ", "'", "\"", "\\", "\n", "\t", "é", "😀", "/", "\u{2028}"]
      + (isForFoundation ? [] : ["\u{0}"])
    return (0..<Int.random(in: 0..<6, using: &random)).map { _ in
      letters.randomElement(using: &random) ?? ""
    }.joined()
  }

  private mutating func key(_ text: String) -> String {
    let isName = text.first?.isLetter == true && text.allSatisfy { $0.isLetter || $0.isNumber }
    let isSimple = text.unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0.isASCII }
    return isName && isSimple && Bool.random(using: &random) ? text : quoted(text)
  }

  private mutating func quoted(_ text: String) -> String {
    let quote: Unicode.Scalar = Bool.random(using: &random) ? "'" : "\""
    var result = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      result.append(contentsOf: written(scalar, in: quote).unicodeScalars)
    }
    result.append(quote)
    return String(result)
  }

  private mutating func written(_ scalar: Unicode.Scalar, in quote: Unicode.Scalar) -> String {
    let isContinued = !isForFoundation && Int.random(in: 0..<8, using: &random) == 0
    let continued = isContinued ? "\\\n" : ""
    let mustEscape = scalar == quote || scalar == "\\" || scalar == "\n" || scalar.value < 0x20
    guard mustEscape || Int.random(in: 0..<4, using: &random) == 0 else {
      return continued + String(scalar)
    }
    if scalar == "\n" && Bool.random(using: &random) { return continued + "\\n" }
    if scalar == quote || scalar == "\\" { return continued + "\\" + String(scalar) }
    return continued
      + String(scalar).utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined()
  }
}
