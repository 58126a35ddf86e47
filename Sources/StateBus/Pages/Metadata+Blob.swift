/// Why a metadata blob does not decode.
public enum MetadataFault: Equatable, Sendable {
  /// A length field is cut off.
  case unexpectedEnd(offset: Int)
  /// A key or value is longer than what is left.
  case truncated(offset: Int, expected: Int, found: Int)
  /// A key is not UTF-8.
  case invalidKey(offset: Int)
  /// A key occurs twice.
  case duplicateKey(String)
  /// Bytes are left after the last entry.
  case trailingBytes(offset: Int, count: Int)
}

// The blob is MMSB's: nothing at all for no entries, else a u32 count and, for each entry, key and
// value, each behind a u32 length; little-endian.
extension Metadata {
  /// The entries as one byte string, empty where there are none.
  public var blob: [UInt8] {
    guard !isEmpty else { return [] }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(blobByteCount)
    bytes.appendLength(count)
    for entry in entries {
      bytes.appendLength(entry.key.utf8.count)
      bytes.append(contentsOf: entry.key.utf8)
      bytes.appendLength(entry.value.count)
      bytes.append(contentsOf: entry.value)
    }
    return bytes
  }

  /// Decodes a blob, in time that grows with its bytes; every length is bounded by those that are
  /// there.
  public init(blob: [UInt8]) throws(PageError) {
    self.init()
    guard !blob.isEmpty else { return }
    var reader = BlobReader(bytes: blob)
    for _ in 0..<(try reader.readLength()) {
      let start = reader.position
      guard let key = String(validating: try reader.readCounted(), as: UTF8.self) else {
        throw .metadataDecode(.invalidKey(offset: start))
      }
      guard self[key] == nil else { throw .metadataDecode(.duplicateKey(key)) }
      try insert(Array(try reader.readCounted()), for: key)
    }
    guard reader.position == blob.count else {
      let rest = blob.count - reader.position
      throw .metadataDecode(.trailingBytes(offset: reader.position, count: rest))
    }
  }
}

/// Walks a blob; `read` advances.
private struct BlobReader {
  let bytes: [UInt8]
  var position = 0

  mutating func readLength() throws(PageError) -> Int {
    guard bytes.count - position >= 4 else {
      throw .metadataDecode(.unexpectedEnd(offset: position))
    }
    defer { position += 4 }
    return (0..<4).reduce(0) { $0 | Int(bytes[position + $1]) << (8 * $1) }
  }

  mutating func readCounted() throws(PageError) -> ArraySlice<UInt8> {
    let count = try readLength()
    let left = bytes.count - position
    guard count <= left else {
      throw .metadataDecode(.truncated(offset: position, expected: count, found: left))
    }
    defer { position += count }
    return bytes[position..<position + count]
  }
}

extension Array where Element == UInt8 {
  /// Appends a length, which is below 4 GiB because those of all entries together are.
  fileprivate mutating func appendLength(_ length: Int) {
    let value = UInt32(length)
    for shift in stride(from: 0, to: 32, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> UInt32(shift)))
    }
  }
}
