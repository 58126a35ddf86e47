import Foundation
import Support
import Testing

/// Strict documents: reading, refusing, writing.
@Suite struct JSONTests {
  static let value: JSONValue = [
    "zebra": 1, "apple": [true, .null, -7, 2.5e-9, 1e300, .integer(.max), .integer(.min)],
    "text": "a\"b\\c\n\t\u{1}é😀/", "empty": [:], "none": [], "nested": ["deep": ["x"]],
  ]

  @Test func theDocumentThatIsWrittenReadsBackInOrder() throws {
    let read = try JSONValue(strict: Array(Self.value.document.utf8))
    #expect(read == Self.value)
    #expect(read.document == Self.value.document)
  }

  @Test func writtenDocumentsReadBackHereAndInFoundation() throws {
    for seed in UInt64(1)...1000 {
      var random = RandomDocument(seed: seed, isForFoundation: true)
      let value = random.finiteValue()
      let document = value.document
      #expect(try JSONValue(strict: Array(document.utf8)) == value, "seed \(seed): \(document)")
      let decoder = JSONDecoder()
      let theirs = try decoder.decode([Decoded].self, from: Data("[\(document)]".utf8))
      #expect(theirs.first?.plain == plain(value), "Foundation, seed \(seed): \(document)")
    }
  }

  @Test func escapesAndExponentsAreUnderstood() throws {
    let text = #"["\u0041\ud83d\ude00\/\b", 1E3, -0.5, -0, 9223372036854775808]"#
    let read = try JSONValue(strict: Array(text.utf8))
    #expect(read == ["A😀/\u{8}", .number(1000), -0.5, .number(-0.0), .number(0x1p63)])
    #expect(read.elements?[1].integer == 1000)
    #expect(read.elements?[4].integer == nil)
  }

  @Test func numbersWithoutADecimalFormAreWrittenAsNull() {
    let value: JSONValue = [.number(.nan), .number(.infinity), .number(-.infinity), .number(0.1)]
    #expect(value.document == "[\n  null,\n  null,\n  null,\n  0.1\n]\n")
  }

  /// A document that strict JSON refuses, the place of its mistake, and a part of the message.
  static let refused: [(text: String, place: String, part: String)] = [
    ("{\n  \"a\" 1}", "2:7", ": after the key a"), ("[1,]", "1:4", "found ]"),
    ("{\"a\":1,}", "1:8", "a key in double quotes"), ("{,}", "1:2", "in double quotes or }"),
    ("{\"a\":1,\"a\":2}", "1:8", "the key a again"), ("{a:1}", "1:2", "a key in double quotes"),
    ("{'a':1}", "1:2", "a key in double quotes"), ("'a'", "1:1", "found '"),
    ("nan", "1:1", "found nan"), ("NaN", "1:1", "found NaN"), ("[inf]", "1:2", "found inf"),
    ("Infinity", "1:1", "found Infinity"), ("-Infinity", "1:2", "a digit"),
    ("[1] 2", "1:5", "the end of the file"), ("\"abc", "1:1", "does not end"), ("", "1:1", "file"),
    ("[\"\\ud800x\"]", "1:3", "surrogate"), ("{\"a\":NaN}", "1:6", "found NaN"),
    ("+1", "1:1", "found +"), (".5", "1:1", "found ."), ("5.", "1:3", "after the point"),
    ("01", "1:2", "leading 0"), ("0x1F", "1:2", "the end of the number"), ("1e", "1:3", "exponent"),
    ("1e999", "1:1", "a double can hold"), ("-1e999", "1:1", "a double can hold"),
    ("\"a\tb\"", "1:3", "\\u0009"), ("\"a\u{0}b\"", "1:3", "\\u0000"),
    ("\"a\\\nb\"", "1:4", "after \\"), (#""\x41""#, "1:3", "after \\"), (#""\v""#, "1:3", "\\"),
    (#""\'""#, "1:3", "after \\"), (#""\0""#, "1:3", "after \\"), ("// c\n1", "1:1", "found /"),
    ("/* c */ 1", "1:1", "found /"), ("\u{FEFF}1", "1:1", "allowed"), ("\u{A0}1", "1:1", "allowed"),
    ("\u{B}1", "1:1", "U+000B"), (#"{"a":tru\u0065}"#, "1:6", "found tru"),
  ]

  @Test(arguments: refused.indices) func aMistakeIsNamedWhereItStands(row: Int) throws {
    let (text, place, part) = Self.refused[row]
    let error = #expect(throws: JSONError.self) { try JSONValue(strict: Array(text.utf8)) }
    let found = try #require(error)
    #expect("\(found.line):\(found.column)" == place, "\(text): \(found)")
    #expect(found.description.contains(part), "\(text): \(found)")
  }

  @Test(arguments: [JSONForm.strict, .json5])
  func bytesThatAreNotUTF8AreNamedWhereTheyStand(form: JSONForm) {
    for broken in [[0xC3, 0x28], [0xED, 0xA0, 0x80], [0xF8, 0x88], [0xC0, 0x80], [0xE2, 0x82]] {
      let bytes: [UInt8] = [0x22, 0xC3, 0xA9, 0x0A, 0x20] + broken.map { UInt8($0) }
      let error = #expect(throws: JSONError.self) { try JSONValue(JSONText(bytes), form) }
      #expect(error?.description == "2:2: found a byte that is not UTF-8, allowed: UTF-8 text")
    }
  }

  @Test(arguments: [JSONForm.strict, .json5], ["[", "{\"a\":", "[{\"a\":["])
  func nestingIsBounded(form: JSONForm, opening: String) {
    let deep = JSONText(String(repeating: opening, count: 100_000))
    let error = #expect(throws: JSONError.self) { try JSONValue(deep, form) }
    #expect(error?.found == "a deeper level")
  }

  /// A number of many digits is read in one pass and rounded once.
  @Test(arguments: [JSONForm.strict, .json5]) func longNumbersAreReadExactly(form: JSONForm) throws
  {
    let zeros = String(repeating: "0", count: 100_000)
    #expect(try JSONValue(JSONText("0.\(zeros)1"), form) == .number(0))
    #expect(try JSONValue(JSONText("1\(zeros)e-100000"), form) == .number(1))
    #expect(throws: JSONError.self) { try JSONValue(JSONText("1\(zeros)"), form) }
    #expect(try JSONValue(JSONText("9007199254740993"), form).integer == 9_007_199_254_740_993)
  }

  @Test func hexadecimalNumbersAreRoundedOnce() throws {
    let read = { (text: String) in try JSONValue(JSONText(text), .json5).double }
    #expect(try read("0x8000000000000400") == 0x1p63)
    #expect(try read("0x80000000000004001") == 0x1.0000000000001p67)
    #expect(try read("-0x1" + String(repeating: "0", count: 255)) == -0x1p1020)
    #expect(throws: JSONError.self) { try read("0x1" + String(repeating: "0", count: 256)) }
  }

  /// A comparison of every key with all earlier keys would take minutes.
  @Test(.timeLimit(.minutes(1)), arguments: [JSONForm.strict, .json5])
  func objectsOfManyMembersAreReadInOnePass(form: JSONForm) throws {
    let count = 60_000
    let members = (0..<count).map { "\"\($0)\":0" }.joined(separator: ",")
    guard case .object(let read) = try JSONValue(JSONText("{\(members)}"), form).content else {
      Issue.record("an object is read as an object")
      return
    }
    #expect(read.count == count)
    #expect(throws: JSONError.self) { try JSONValue(JSONText("{\(members),\"7\":1}"), form) }
  }
}
