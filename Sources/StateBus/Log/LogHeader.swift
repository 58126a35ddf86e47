internal import CFormat
internal import CKernels

/// The first 128 bytes of a segment: file header and segment start, verified by `init`.
struct LogHeader: Equatable {
  /// Bytes of both structures together.
  static let byteCount = headByteCount + startByteCount
  static let magic = Array("MMSBLOG3".utf8)
  private static let legacyMagic = Array("MMSBLOG1".utf8)
  private static let headByteCount = MemoryLayout<mmsb_log_header>.size
  private static let startByteCount = MemoryLayout<mmsb_log_segment_start>.size

  var limits: LogLimits
  /// The CRC of the file header, from which the CRC of every frame starts.
  var seed: UInt32
  /// The start of the segment's records.
  var start: LogPosition

  /// The bytes of a segment that begins a log, or that follows `predecessor`.
  static func encode(
    limits: LogLimits, logID: UInt64, following predecessor: LogPosition?, backend: Backend
  ) -> [UInt8] {
    var head = mmsb_log_header()
    head.magic = (0x4d, 0x4d, 0x53, 0x42, 0x4c, 0x4f, 0x47, 0x33)
    head.version = UInt32(MMSB_LOG_VERSION)
    head.max_page_bytes = limits.pageByteCount
    head.max_record_bytes = limits.recordByteCount
    head.max_commit_bytes = limits.commitByteCount
    head.log_id = predecessor?.logID ?? logID
    head.crc = crc(of: head, backend)
    var start = mmsb_log_segment_start()
    start.segment_index = predecessor.map { $0.segmentIndex + 1 } ?? 0
    start.base_position = predecessor?.logicalOffset ?? 0
    start.last_sequence = predecessor?.sequence ?? 0
    start.page_count = predecessor?.pageCount ?? 0
    start.last_crc = predecessor?.crc ?? 0
    let frame = LogFrame(
      byteCount: startByteCount, kind: .segmentStart, sequence: start.last_sequence + 1)
    unsafe withUnsafeMutableBytes(of: &start) { bytes in
      // Safe, here and below: a structure is not empty, and begins with its frame.
      guard let first = bytes.baseAddress else { return }
      unsafe frame.store(at: first, seed: head.crc, backend)
    }
    start.crc = crc(of: start, frame, continuing: head.crc, backend)
    return unsafe withUnsafeBytes(of: head) { unsafe Array($0) }
      + withUnsafeBytes(of: start) { unsafe Array($0) }
  }

  /// Verifies the first bytes of a file, as many as it has up to `byteCount`.
  init(
    _ bytes: [UInt8], path: String, following predecessor: LogPosition?, backend: Backend
  ) throws(LogError) {
    try Self.checkMagic(bytes, path: path, backend)
    guard bytes.count >= Self.byteCount else {
      throw .truncated(path: path, byteCount: bytes.count)
    }
    let head = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: mmsb_log_header.self) }
    guard Self.crc(of: head, backend) == head.crc else { throw .headerDamaged(path: path) }
    guard head.version == MMSB_LOG_VERSION, head.flags == 0 else {
      throw .unsupportedVersion(path: path, version: head.version, flags: head.flags)
    }
    let start = try Self.start(in: bytes, path: path, seed: head.crc, backend)
    try Self.checkNumbers(start, path: path)
    limits = LogLimits(
      pageByteCount: head.max_page_bytes, recordByteCount: head.max_record_bytes,
      commitByteCount: head.max_commit_bytes)
    seed = head.crc
    self.start = LogPosition(
      logID: head.log_id, segmentIndex: start.segment_index, basePosition: start.base_position,
      offset: UInt64(Self.byteCount), sequence: start.last_sequence + 1, crc: start.crc,
      pageCount: start.page_count)
    guard Self.follows(start, head, predecessor) else {
      throw .notTheNextSegment(path: path, index: start.segment_index)
    }
  }

  /// The segment start, with its frame and its CRC checked.
  private static func start(
    in bytes: [UInt8], path: String, seed: UInt32, _ backend: Backend
  ) throws(LogError) -> mmsb_log_segment_start {
    let start = unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(fromByteOffset: headByteCount, as: mmsb_log_segment_start.self)
    }
    let found = unsafe withUnsafeBytes(of: start) { bytes in
      unsafe bytes.baseAddress.flatMap { unsafe LogFrame(at: $0, seed: seed, backend) }
    }
    guard let frame = found, frame.byteCount == startByteCount,
      frame.kind == MMSB_LOG_SEGMENT_START, frame.flags == 0,
      crc(of: start, frame, continuing: seed, backend) == start.crc
    else { throw .headerDamaged(path: path) }
    guard frame.sequence == start.last_sequence &+ 1 else {
      throw .impossibleStart(path: path, .sequence, frame.sequence)
    }
    return start
  }

  /// Refuses a first segment that names a predecessor, and numbers beyond the reach of a log, so
  /// that sums with them do not overflow.
  private static func checkNumbers(
    _ start: mmsb_log_segment_start, path: String
  ) throws(LogError) {
    let isFirst = start.segment_index == 0
    let limit = isFirst ? 1 : UInt64(1) << UInt64(MMSB_LOG_NUMBER_BITS)
    let numbers: [(LogError.StartNumber, UInt64)] = [
      (.lastSequence, start.last_sequence), (.basePosition, start.base_position),
      (.pageCount, start.page_count.magnitude),
    ]
    for (name, value) in numbers where value >= limit {
      throw .impossibleStart(path: path, name, value)
    }
    if isFirst, start.last_crc != 0 {
      throw .impossibleStart(path: path, .lastCRC, UInt64(start.last_crc))
    }
    guard start.segment_index < UInt64(1) << UInt64(MMSB_LOG_NUMBER_BITS) else {
      throw .impossibleStart(path: path, .segmentIndex, start.segment_index)
    }
    guard start.reserved == 0 else {
      throw .impossibleStart(path: path, .reserved, UInt64(start.reserved))
    }
  }

  private static func follows(
    _ start: mmsb_log_segment_start, _ head: mmsb_log_header, _ predecessor: LogPosition?
  ) -> Bool {
    guard let predecessor else { return start.segment_index == 0 }
    return head.log_id == predecessor.logID
      && start.segment_index == predecessor.segmentIndex + 1
      && start.base_position == predecessor.logicalOffset
      && start.last_sequence == predecessor.sequence && start.last_crc == predecessor.crc
      && start.page_count == predecessor.pageCount
  }

  /// Distinguishes foreign files, legacy logs and logs with a damaged magic.
  private static func checkMagic(
    _ bytes: [UInt8], path: String, _ backend: Backend
  ) throws(LogError) {
    let found = Array(bytes.prefix(magic.count))
    guard found != Array(magic.prefix(found.count)) else { return }
    if bytes.count >= headByteCount {
      let repaired = magic + bytes[magic.count..<headByteCount]
      let head = unsafe repaired.withUnsafeBytes {
        unsafe $0.loadUnaligned(as: mmsb_log_header.self)
      }
      if crc(of: head, backend) == head.crc { throw .headerDamaged(path: path) }
    }
    throw found == legacyMagic ? .legacyLog(path: path) : .notALog(path: path, found: found)
  }

  /// The CRC over a header without its last four bytes, which store the CRC.
  private static func crc(of head: mmsb_log_header, _ backend: Backend) -> UInt32 {
    unsafe withUnsafeBytes(of: head) { bytes in
      unsafe backend.crc32c(
        of: UnsafeRawBufferPointer(rebasing: bytes.dropLast(4)).bytes, continuing: 0)
    }
  }

  /// The CRC over a segment start, as over any record.
  private static func crc(
    of start: mmsb_log_segment_start, _ frame: LogFrame, continuing crc: UInt32,
    _ backend: Backend
  ) -> UInt32 {
    unsafe withUnsafeBytes(of: start) { bytes in
      unsafe bytes.baseAddress.map {
        unsafe frame.recordCRC(at: $0, continuing: crc, backend, isChecked: true)
      } ?? 0
    }
  }
}
