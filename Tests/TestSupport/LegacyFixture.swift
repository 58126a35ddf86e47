package import StateBus
internal import Support

/// Logs and checkpoints of the original MMSB.
package enum LegacyFixture {
  /// The committed log, under `Tests/Golden`.
  package static let log = "legacy/mmsb-small.tlog"
  /// The committed checkpoint of the same run.
  package static let checkpoint = "legacy/mmsb-small.ckpt"

  /// A checkpoint of two pages, one of them with metadata; the ids are not in order.
  package static let smallCheckpoint = LegacyCheckpoint(
    logOffset: 77,
    pages: [
      .init(id: 9, epoch: 3, location: 0, metadata: [], data: [1, 2, 3, 4]),
      .init(
        id: 4, epoch: 0, location: 2,
        metadata: [1, 0, 0, 0, 1, 0, 0, 0, 0x6b, 2, 0, 0, 0, 7, 8], data: [5]),
    ])

  /// Random records, equal for equal seeds.
  package static func records(seed: UInt64, count: Int) -> [LegacyLogRecord] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { index in
      let mask = (0..<Int(random.next() % 20)).map { _ in UInt8(random.next() & 1) }
      let isSparse = random.next() & 1 == 1
      let payloadCount = isSparse ? mask.count { $0 != 0 } : mask.count
      return LegacyLogRecord(
        deltaID: UInt64(index + 1), pageID: random.next() % 3, epoch: UInt32(index / 2),
        mask: mask, payload: (0..<payloadCount).map { _ in UInt8(random.next() & 0xff) },
        sparseFlag: isSparse ? 1 : 0, timestamp: random.next(),
        source: [[], Array("größe".utf8), [0xff, 0xfe, 0, 0xc3]][index % 3],
        intent: index % 3 == 0 ? Array("{}".utf8) : nil)
    }
  }

  /// The original MMSB's own fixture, made from its description: 12 + 20 x 77 bytes.
  package static var versionOneLog: [UInt8] {
    var bytes: [UInt8] = Array("MMSBLOG1".utf8) + [1, 0, 0, 0]
    for id in 1...20 as ClosedRange<UInt8> {
      bytes += [id, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 16, 0, 0, 0]
      bytes += [UInt8](repeating: 1, count: 6) + [UInt8](repeating: 0, count: 10)
      bytes += [16, 0, 0, 0] + Array(1...16) + [0] + [UInt8](repeating: 0, count: 8)
      bytes += [4, 0, 0, 0] + Array("test".utf8)
    }
    return bytes
  }
}
