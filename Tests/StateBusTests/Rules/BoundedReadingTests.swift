import CAllocations
import StateBus
import Support
import TestSupport
import Testing

/// Memory sized by a number in a file is bounded by the bytes present.
@Suite struct BoundedReadingTests {
  private static let claims: [[UInt8]] = [
    [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x40], [0x7f, 0xff, 0xff, 0xff],
  ]

  /// Sets each four bytes of a file to a claim of a gigabyte or more, and reads the file.
  private func expectBounded(
    _ file: [UInt8], _ format: String, _ read: ([UInt8]) throws -> Void
  ) throws {
    try read(file)
    for offset in 0...file.count - 4 {
      for claim in Self.claims {
        var bytes = file
        bytes.replaceSubrange(offset..<offset + 4, with: claim)
        ca_forget_largest_request()
        try? read(bytes)
        let largest = ca_largest_request()
        #expect(
          largest <= 1 << 20, "\(format), byte \(offset), \(claim): \(largest) bytes asked for")
      }
    }
  }

  @Test(.covers("X2"), .enabled(if: ca_is_counting(), "a sanitizer has the heap"))
  func aLegacyLogSizesNothing() throws {
    let file = try LegacyLog.encode(LegacyFixture.records(seed: 5, count: 9))
    try expectBounded(file, "legacy log") { bytes in
      var reader = try LegacyLogReader(ByteSource(bytes))
      while try reader.next() != nil {}
    }
  }

  @Test(.covers("X2"), .enabled(if: ca_is_counting(), "a sanitizer has the heap"))
  func aLegacyCheckpointSizesNothing() throws {
    var metadata = Metadata()
    try metadata.insert([1, 2, 3], for: "key")
    let images = (1...3).map { number in
      PageImage(
        id: PageID(UInt64(number)), metadata: metadata, bytes: [UInt8](repeating: 7, count: 40))
    }
    let file = try LegacyCheckpoint(images, logOffset: 12).encoded()
    try expectBounded(file, "legacy checkpoint") { bytes in
      _ = try LegacyCheckpoint(ByteSource(bytes)).images()
    }
  }

  @Test(.covers("X2"), .enabled(if: ca_is_counting(), "a sanitizer has the heap"))
  func aWriteAheadLogSizesNothing() throws {
    var builder = WALBuilder(pageByteCount: 512)
    let image = [UInt8](repeating: 3, count: 512)
    builder.commit([(1, image), (2, image)], databasePageCount: Int(UInt32.max))
    try expectBounded(builder.bytes, "write-ahead log") { bytes in
      var reader = try SQLiteWALReader(ByteSource(bytes))
      while try reader.next() != nil {}
    }
  }
}
