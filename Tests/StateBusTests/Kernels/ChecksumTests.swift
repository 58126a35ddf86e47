internal import Oracle
internal import StateBus
import Support
internal import TestSupport
internal import Testing

@Suite struct ChecksumTests {
  /// The examples of RFC 3720 B.4, and the check value of the CRC catalogue.
  static let vectors: [(bytes: [UInt8], crc: UInt32)] = [
    ([], 0),
    ([UInt8](repeating: 0, count: 32), 0x8a91_36aa),
    ([UInt8](repeating: 0xff, count: 32), 0x62a8_ab43),
    ([UInt8](0..<32), 0x46dd_794e),
    ([UInt8]((0..<32).reversed()), 0x113f_db5c),
    (
      [0x01, 0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x14, 0, 0, 0, 0, 0, 0x04, 0]
        + [0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28, 0, 0, 0, 0, 0, 0, 0, 0x02, 0, 0, 0, 0, 0, 0, 0],
      0xd996_3a56
    ),
    ([UInt8]("123456789".utf8), 0xe306_9283),
  ]

  @Test(arguments: vectors.indices)
  func theModelKnowsTheVectors(index: Int) {
    #expect(ByteModel.crc32c(Self.vectors[index].bytes) == Self.vectors[index].crc)
  }

  @Test(arguments: Variants.backends, vectors.indices)
  func everyBackendKnowsTheVectors(name: String, index: Int) throws {
    let backend = try Backend.named(name)
    let (bytes, crc) = Self.vectors[index]
    #expect(backend.crc32c(of: bytes.span.raw) == crc)
  }
}
