package import Support

/// The fingerprint of a program's code and constants: equal for builds that differ in nothing that
/// the processor sees.
///
/// Covers the sections `.text` and `.rodata` of a 64-bit little-endian ELF file (System V ABI,
/// chapter 4), wherever they lie.
package enum CodeIdentity {
  private static let byteLimit = 1 << 30
  private static let sections = [".text", ".rodata"]

  /// The digest of a program's sections; nil for a file of another form.
  package static func of(_ path: String) throws(Failure) -> Digest? {
    do throws(FileError) {
      guard let bytes = try File.bytes(of: path, limit: byteLimit) else { return nil }
      return of(bytes)
    } catch {
      throw Failure(.usage, "\(path): \(systemErrorText(error.code))")
    }
  }

  package static func of(_ bytes: [UInt8]) -> Digest? {
    guard bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]),
      let table = number(bytes, at: 0x28, 8), let size = number(bytes, at: 0x3a, 2),
      let count = number(bytes, at: 0x3c, 2), let names = number(bytes, at: 0x3e, 2),
      let headers = headers(bytes, table, size, count), names < headers.count,
      let strings = part(bytes, headers[names])
    else { return nil }
    var builder = DigestBuilder()
    for wanted in sections {
      let section = headers.first { name($0, strings) == wanted }
      guard let section, let content = part(bytes, section) else { return nil }
      builder.update(Array(content).span.raw)
    }
    return builder.finish()
  }

  private struct Header {
    let name: Int
    let offset: Int
    let byteCount: Int
  }

  private static func headers(
    _ bytes: [UInt8], _ table: Int, _ size: Int, _ count: Int
  ) -> [Header]? {
    var headers: [Header] = []
    for index in 0..<count {
      let (start, isOver) = table.addingReportingOverflow(index * size)
      guard !isOver, let name = number(bytes, at: start, 4),
        let offset = number(bytes, at: start + 24, 8), let length = number(bytes, at: start + 32, 8)
      else { return nil }
      headers.append(Header(name: name, offset: offset, byteCount: length))
    }
    return headers
  }

  private static func part(_ bytes: [UInt8], _ header: Header) -> ArraySlice<UInt8>? {
    guard header.offset <= bytes.count, header.byteCount <= bytes.count - header.offset else {
      return nil
    }
    return bytes[header.offset..<header.offset + header.byteCount]
  }

  private static func name(_ header: Header, _ strings: ArraySlice<UInt8>) -> String {
    guard header.name < strings.count else { return "" }
    return String(decoding: strings.dropFirst(header.name).prefix { $0 != 0 }, as: UTF8.self)
  }

  /// A little-endian number that fits an Int; nil beyond the bytes or the range.
  private static func number(_ bytes: [UInt8], at start: Int, _ count: Int) -> Int? {
    guard start >= 0, start <= bytes.count - count else { return nil }
    let value = bytes[start..<start + count].reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    return Int(exactly: value)
  }
}
