package import Support

/// Comma-separated values by RFC 4180, in UTF-8 without a byte-order mark: written with LF line
/// ends, read with LF or CRLF.
package enum CSV {
  /// A record: its fields and the line it starts on, counted from 1.
  package struct Record: Sendable, Equatable {
    package let line: Int
    package let fields: [String]
  }

  /// A mistake that stopped the parser.
  package struct Problem: KindedError, Equatable {
    package let line: Int
    package let message: String

    package var kind: ErrorKind { .input }
    package var description: String { "line \(line): \(message)" }
  }

  /// One record with its line end; fields are quoted only where they must be.
  package static func line(_ fields: [String]) -> String {
    fields.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ field: String) -> String {
    guard field.utf8.contains(where: { ",\"\n\r".utf8.contains($0) }) else { return field }
    return "\""
      + field.split(separator: "\"", omittingEmptySubsequences: false)
      .joined(separator: "\"\"") + "\""
  }

  /// Parses a whole file, strictly.
  package static func parse(_ bytes: [UInt8]) throws(Problem) -> [Record] {
    var parser = Parser(bytes: bytes)
    return try parser.records()
  }

  /// The bytes of the first records, the header counted; all bytes where there are fewer.
  static func prefix(of bytes: [UInt8], recordCount: Int) -> [UInt8] {
    var (left, isQuoted) = (recordCount, false)
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard byte == UInt8(ascii: "\n"), !isQuoted else { continue }
      left -= 1
      if left == 0 { return Array(bytes[...index]) }
    }
    return bytes
  }

  private struct Parser {
    let bytes: [UInt8]
    var position = 0
    var line = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func records() throws(Problem) -> [Record] {
      if bytes.starts(with: [0xef, 0xbb, 0xbf]) {
        throw Problem(line: 1, message: "begins with a byte-order mark")
      }
      var records: [Record] = []
      while position < bytes.count {
        let start = line
        var fields = [try field()]
        while peek() == UInt8(ascii: ",") {
          position += 1
          fields.append(try field())
        }
        guard let length = lineEndLength else {
          throw Problem(line: line, message: "a record without its line end")
        }
        position += length
        line += 1
        records.append(Record(line: start, fields: fields))
      }
      return records
    }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    /// The bytes of the line end at the position; nil where there is none.
    var lineEndLength: Int? {
      switch peek() {
      case UInt8(ascii: "\n"): 1
      case UInt8(ascii: "\r") where bytes[(position + 1)...].first == UInt8(ascii: "\n"): 2
      default: nil
      }
    }

    mutating func field() throws(Problem) -> String {
      peek() == UInt8(ascii: "\"") ? try quotedField() : try plainField()
    }

    mutating func plainField() throws(Problem) -> String {
      let start = position
      while let byte = peek(), byte != UInt8(ascii: ","), lineEndLength == nil {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r") {
          throw Problem(line: line, message: "a quote or carriage return in a plain field")
        }
        position += 1
      }
      return try text(Array(bytes[start..<position]))
    }

    mutating func quotedField() throws(Problem) -> String {
      var content: [UInt8] = []
      position += 1
      while let byte = peek() {
        position += 1
        if byte == UInt8(ascii: "\"") {
          guard peek() == UInt8(ascii: "\"") else { return try text(content) }
          position += 1
        } else if byte == UInt8(ascii: "\n") {
          line += 1
        }
        content.append(byte)
      }
      throw Problem(line: line, message: "a quoted field without its end")
    }

    func text(_ content: [UInt8]) throws(Problem) -> String {
      guard let text = String(validating: content, as: UTF8.self) else {
        throw Problem(line: line, message: "bytes that are not UTF-8")
      }
      return text
    }
  }
}
