import CAllocations
import Glibc
import StateBus
import Support
import TestSupport
import Testing

/// Metadata and its blob, valid or not.
@Suite struct MetadataTests {
  @Test(.covers("PG7", "MD-23"))
  func hostileBlobsAreRefusedByKind() throws {
    #expect(throws: PageError.metadataDecode(.unexpectedEnd(offset: 0))) {
      try Metadata(blob: [1, 0])
    }
    #expect(throws: PageError.metadataDecode(.unexpectedEnd(offset: 4))) {
      try Metadata(blob: [0xff, 0xff, 0xff, 0xff])
    }
    #expect(throws: PageError.metadataDecode(.truncated(offset: 8, expected: 9, found: 1))) {
      try Metadata(blob: [1, 0, 0, 0, 9, 0, 0, 0, 65])
    }
    #expect(throws: PageError.metadataDecode(.invalidKey(offset: 4))) {
      try Metadata(blob: [1, 0, 0, 0, 1, 0, 0, 0, 0xff, 0, 0, 0, 0])
    }
    #expect(throws: PageError.metadataDecode(.trailingBytes(offset: 13, count: 1))) {
      try Metadata(blob: [1, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 9])
    }
    let twice: [UInt8] = [2, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0, 1, 0, 0, 0, 65, 0, 0, 0, 0]
    #expect(throws: PageError.metadataDecode(.duplicateKey("A"))) { try Metadata(blob: twice) }
  }

  /// A million blobs with up to three changes, each checked against a plain decoder.
  @Test(.covers("PG7", "MD-23"), arguments: [53, 54] as [UInt64])
  func randomBlobsDecodeAsAPlainDecoderSays(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var seen: [String: Int] = [:]
    for round in 0..<500_000 {
      let blob = Self.blob(&random)
      let expected = PlainMetadata(blob)
      do throws(PageError) {
        let metadata = try Metadata(blob: blob)
        let isSame =
          expected.fault == nil && metadata.entries.map { Array($0.key.utf8) } == expected.keys
          && metadata.entries.map(\.value) == expected.values
          && (metadata.isEmpty || metadata.blob == blob && metadata.blobByteCount == blob.count)
        if !isSame { Issue.record("seed \(seed) round \(round): \(blob)") }
        seen[metadata.isEmpty ? "empty" : "entries", default: 0] += 1
      } catch {
        if error != expected.fault.map(PageError.metadataDecode) {
          Issue.record("seed \(seed) round \(round), \(error): \(blob)")
        }
        let kind = expected.fault.map { String("\($0)".prefix { $0 != "(" }) } ?? "\(error)"
        seen[kind, default: 0] += 1
      }
    }
    #expect(seen.count == 7 && seen.values.allSatisfy { $0 > 5000 }, "\(seen)")
  }

  /// A blob of up to four short entries, whole or with one to three changes.
  static func blob(_ random: inout SplitMix64) -> [UInt8] {
    let count = Int(random.next() % 5)
    var bytes: [UInt8] = []
    bytes.append(littleEndian: UInt32(count))
    for _ in 0..<count {
      let key = (0..<random.next() % 3).map { _ in UInt8(97 + random.next() % 4) }
      bytes.append(field: key)
      bytes.append(field: [UInt8](repeating: UInt8(truncatingIfNeeded: random.next()), count: 3))
    }
    for _ in 0..<random.next() % 4 where !bytes.isEmpty {
      let place = Int(random.next() % UInt64(bytes.count))
      switch random.next() % 4 {
      case 0: bytes[place] ^= 1 << UInt8(random.next() % 8)
      case 1: bytes[place] = 0xff
      case 2: bytes.removeLast(place)
      default: bytes.append(UInt8(random.next() % 3))
      }
    }
    return bytes
  }

  /// The original MMSB requested 206 GB for these four bytes, and the process ended.
  @Test(.covers("PG7", "MD-23"), .enabled(if: ca_is_counting(), "a sanitizer needs the space"))
  func absurdLengthsAskForNoMemory() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 4 << 30, rlim_max: 4 << 30)
      precondition(unsafe setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0)
      for blob in [[0xff, 0xff, 0xff, 0xff], [1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 65]] as [[UInt8]]
      {
        precondition((try? Metadata(blob: blob)) == nil, "no entry was there")
      }
    }
  }

  /// 20,000 keys took 3.7 seconds, because each was searched among the keys before it.
  @Test(.covers("PG7"), .timeLimit(.minutes(1)))
  func twoHundredThousandKeysAreNoTrouble() throws {
    let count = 200_000
    var metadata = Metadata()
    for number in 0..<count { try metadata.insert([1], for: "key \(number)") }
    for number in 0..<count { try metadata.insert([2], for: "key \(number)") }
    #expect(metadata.entries.count == count && metadata.entries.allSatisfy { $0.value == [2] })
    #expect(try Metadata(blob: metadata.blob) == metadata)
  }

  @Test(.covers("PG6"))
  func replacedEntriesMoveToTheEnd() throws {
    var metadata = Metadata()
    var expected: [(String, [UInt8])] = []
    var random = SplitMix64(seed: 55)
    for _ in 0..<2000 {
      let key = "k\(random.next() % 30)", value = [UInt8(truncatingIfNeeded: random.next())]
      try metadata.insert(value, for: key)
      expected.removeAll { $0.0 == key }
      expected.append((key, value))
      #expect(metadata[key] == value && metadata.count == expected.count)
    }
    #expect(metadata.entries == expected.map { .init(key: $0.0, value: $0.1) })
    #expect(metadata[""] == nil && metadata["k30"] == nil)
  }

  /// Swift's `String` considers both keys equal, but a file with both is valid.
  @Test func namesThatLookTheSameAreTwo() throws {
    let (whole, parts) = ("\u{e9}", "e\u{301}")
    var metadata = Metadata()
    try metadata.insert([1], for: whole)
    var other = Metadata()
    try other.insert([1], for: parts)
    #expect(metadata != other)
    try metadata.insert([2], for: parts)
    #expect(metadata.count == 2 && metadata[whole] == [1] && metadata[parts] == [2])
    #expect(try Metadata(blob: metadata.blob) == metadata)
  }

  /// Lengths beyond 32 bits ended the process when the blob was encoded.
  @Test(.covers("MD-22"))
  func fourGigabytesAreRefused() throws {
    // One value of 1 MiB, shared by all entries: 4,096 of them would take 4 GiB in the blob.
    let value = [UInt8](repeating: 0, count: 1 << 20)
    var metadata = Metadata()
    for number in 1000..<5095 { try metadata.insert(value, for: "\(number)") }
    let before = metadata.blobByteCount
    #expect(before == 4 + 4095 * (8 + 4 + 1 << 20))
    #expect(throws: PageError.metadataTooLarge(byteCount: before + 12 + 1 << 20)) {
      try metadata.insert(value, for: "5095")
    }
    // A value that replaces another counts once.
    try metadata.insert(value, for: "1000")
    #expect(metadata.count == 4095 && metadata.blobByteCount == before && metadata["5095"] == nil)
  }
}

/// A plain decoder that checks the blob's rules one after the other.
private struct PlainMetadata {
  var keys: [[UInt8]] = []
  var values: [[UInt8]] = []
  var fault: MetadataFault?
  private var position = 0

  init(_ blob: [UInt8]) {
    guard !blob.isEmpty, let count = number(blob) else { return }
    for _ in 0..<count {
      let start = position
      guard let key = field(blob) else { return }
      guard let text = String(validating: key, as: UTF8.self) else {
        fault = .invalidKey(offset: start)
        return
      }
      guard !keys.contains(key) else {
        fault = .duplicateKey(text)
        return
      }
      guard let value = field(blob) else { return }
      keys.append(key)
      values.append(value)
    }
    if position < blob.count {
      fault = .trailingBytes(offset: position, count: blob.count - position)
    }
  }

  private mutating func number(_ blob: [UInt8]) -> Int? {
    guard position + 4 <= blob.count else {
      fault = .unexpectedEnd(offset: position)
      return nil
    }
    defer { position += 4 }
    return Int(blob[position]) + Int(blob[position + 1]) << 8 + Int(blob[position + 2]) << 16
      + Int(blob[position + 3]) << 24
  }

  private mutating func field(_ blob: [UInt8]) -> [UInt8]? {
    guard let count = number(blob) else { return nil }
    guard position + count <= blob.count else {
      fault = .truncated(offset: position, expected: count, found: blob.count - position)
      return nil
    }
    defer { position += count }
    return Array(blob[position..<position + count])
  }
}
