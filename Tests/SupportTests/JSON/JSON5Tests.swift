import Foundation
import Support
import Testing

@Suite struct JSON5Tests {
  /// Documents on which the standard and Foundation agree.
  static let corpus = [
    "{}", "[]", "null", "true", "false", "0", "-0", "1", "+1", "-1", ".5", "5.", "-.5", "+.5e3",
    "5.e-2", "1e3", "1E+3", "1.25e-3", "0x1F", "0XaBc", "-0x10", "+0x0", "Infinity", "-Infinity",
    "+Infinity", "NaN", "9007199254740991", "1.7976931348623157e308", "''", "\"\"", "'a\"b'",
    "\"a'b\"", #"'\'\"\\\b\f\n\r\t'"#, #"'\x41\u0042\u00e9'"#, #"'\ud83d\ude00'"#, "'é😀'",
    "[1,2,]", "[1,2]", "[[],{}]", "{a:1}",
    "{a:1,}", "{'a b':1}", "{\"a\":1}", "{$x_1:1}", "{é:1}", "{_:[{a:'b'}]}",
    "// first\n1", "1 // last", "/* a */ 1 /* b **/", "{a /* 1 */ : /* 2 */ 1 /* 3 */ , }",
    "{NaN: 1, Infinity: 2, null: 3, true: 4}",
    "{\n  schema: 1, // one\n  axes: { backend: ['scalar', \"avx2\"], },\n}",
  ]

  /// Documents that the standard allows and Foundation refuses or misreads, with their values;
  /// made anew each time, because the leak checker can't follow a static enum's marked pointers.
  static var beyondFoundation: [(text: String, value: Plain)] {
    [
      ("'one \\\ntwo'", .string("one two")), ("'one \\\r\ntwo'", .string("one two")),
      ("'a\\\u{2028}b'", .string("ab")), (#"'\a\q\/'"#, .string("aq/")),
      (#"'\v\0'"#, .string("\u{0B}\0")),
      (#"{\u0061b:1}"#, .object(["ab": .number(of: 1)])),
      ("\u{FEFF}1", .number(of: 1)), ("\u{00A0}\u{2003}\t1\u{0B}\u{0C}", .number(of: 1)),
      ("'a\u{2028}b' // \u{2028}", .string("a\u{2028}b")),
    ]
  }

  @Test(arguments: beyondFoundation.indices) func valuesFollowTheStandard(row: Int) throws {
    let (text, value) = Self.beyondFoundation[row]
    #expect(try plain(text) == value, "\(text)")
  }

  @Test(arguments: corpus) func valuesEqualFoundations(text: String) throws {
    #expect(try plain(text) == foundation(text), "\(text)")
  }

  @Test func randomDocumentsReadAsWrittenAndAsFoundationReadsThem() throws {
    for seed in UInt64(1)...3000 {
      let isForBoth = seed.isMultiple(of: 2)
      var writer = RandomDocument(seed: seed, isForFoundation: isForBoth)
      let written = writer.value(depth: 0)
      let text = writer.blank() + writer.render(written) + writer.blank()
      #expect(try plain(text) == written, "seed \(seed): \(text)")
      guard isForBoth else { continue }
      #expect((try? foundation(text)) == written, "Foundation, seed \(seed): \(text)")
    }
  }

  /// A document that is not JSON5, with the place and a part of the message.
  static let refused: [(text: String, place: String, part: String)] = [
    ("", "1:1", "found the end of the file"), ("  ", "1:3", "allowed: a value"),
    ("1 2", "1:3", "allowed: the end of the file"), ("{a:1,\n a:2}", "2:2", "on line 1 already"),
    ("{'a':1, \\u0061:2}", "1:9", "the key a again"), ("{a 1}", "1:4", ": after the key a"),
    ("{a:1 b:2}", "1:6", ", or }"), ("[1 2]", "1:4", ", or ]"), ("{,}", "1:2", "a key or }"),
    ("[,]", "1:2", "allowed: a value"), ("[1,,2]", "1:4", "allowed: a value"),
    ("{a:}", "1:4", "allowed: a value"), ("[1", "1:3", "found the end of the file"),
    ("{a:1", "1:5", ", or }"), ("'ab\ncd'", "1:1", "does not end on its line"),
    ("'ab", "1:1", "does not end on its line"), ("/* x", "1:1", "without its end"),
    ("[\n  maybe]", "2:3", "found maybe"), ("010", "1:2", "no digit after a leading 0"),
    ("0x", "1:3", "hexadecimal digit"), ("1a", "1:2", "the end of the number"),
    ("0x1g", "1:4", "the end of the number"), (".", "1:2", "a digit"), ("+", "1:2", "a digit"),
    ("- 1", "1:2", "a digit"), ("1e", "1:3", "digit in the exponent"), ("--1", "1:2", "a digit"),
    ("1.2.3", "1:4", "the end of the number"), ("-Infinite", "1:2", "Infinity or NaN"),
    ("1e999", "1:1", "a double can hold"), (#"'\1'"#, "1:3", "octal"),
    (#"'\01'"#, "1:4", "octal"), (#"'\xg1'"#, "1:4", "2 hexadecimal digits"),
    (#"'\u12'"#, "1:6", "4 hexadecimal digits"), (#"'\ud83d'"#, "1:2", "surrogate"),
    (#"'\ud83dA'"#, "1:2", "surrogate"), (#"'\ude00'"#, "1:2", "surrogate"),
    (#"{\x61:1}"#, "1:3", "u after"), (#"{\u0031a:1}"#, "1:2", "an escaped 1"),
    ("{1a:1}", "1:2", "a key or }"), ("\r\n\r\n @", "3:2", "found @"), ("\n\u{7}", "2:1", "U+0007"),
    ("é😀x @", "1:1", "found é"), ("[1, 'é😀', @]", "1:11", "found @"),
  ]

  @Test(arguments: refused.indices) func aMistakeIsNamedWhereItStands(row: Int) {
    let (text, place, part) = Self.refused[row]
    let error = #expect(throws: JSONError.self) { try plain(text) }
    let message = error?.description ?? ""
    #expect(message.hasPrefix("\(place): found "), "\(text): \(message)")
    #expect(message.contains(part) && message.contains("allowed: "), "\(text): \(message)")
    #expect(!message.contains("\n"), "one line")
  }

  @Test func nestingIsBounded() throws {
    let deep = { (levels: Int) in
      String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }
    _ = try plain(deep(64))
    let error = #expect(throws: JSONError.self) { try plain(deep(65)) }
    #expect(error?.description == "1:65: found a deeper level, allowed: 64 levels")
    #expect(throws: JSONError.self) { try plain(String(repeating: "[", count: 1_000_000)) }
  }

  @Test func everyPrefixOfADocumentEndsInAValueOrAnError() {
    let text = "{a: [1.5e-3, 'x\\u0041', {b: -0x1F,}, /* c */ NaN], 'd': null} // end"
    for count in 0...text.count { _ = try? plain(String(text.prefix(count))) }
    #expect((try? plain(String(text.dropLast(7)))) != nil)
  }
}
