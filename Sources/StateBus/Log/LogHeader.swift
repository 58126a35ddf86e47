internal import CFormat
internal import CKernels

/// The first 112 bytes of a segment: file header and segment start, verified when it exists.
struct LogHeader: Equatable {
  /// Both structures together.
  static let byteCount = 112
  static let magic = Array("MMSBLOG3".utf8)
  private static let legacyMagic = Array("MMSBLOG1".utf8)
  private static let headByteCount = MemoryLayout<mmsb_log_header>.size

  var limits: LogLimits
  /// Where the segment's records begin.
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
    head.crc = crc(of: head, continuing: 0, backend)
    var start = mmsb_log_segment_start()
    start.frame.byte_count = UInt32(MemoryLayout<mmsb_log_segment_start>.size)
    start.frame.kind = UInt8(MMSB_LOG_SEGMENT_START)
    start.segment_index = predecessor.map { $0.segmentIndex + 1 } ?? 0
    start.base_position = predecessor?.logicalOffset ?? 0
    start.last_sequence = predecessor?.sequence ?? 0
    start.page_count = predecessor?.pageCount ?? 0
    start.last_crc = predecessor?.crc ?? 0
    start.frame.sequence = UInt16(truncatingIfNeeded: start.last_sequence + 1)
    start.crc = crc(of: start, continuing: head.crc, backend)
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
    let start = unsafe bytes.withUnsafeBytes {
      unsafe $0.loadUnaligned(
        fromByteOffset: Self.headByteCount, as: mmsb_log_segment_start.self)
    }
    guard Self.crc(of: head, continuing: 0, backend) == head.crc else {
      throw .headerDamaged(path: path)
    }
    guard head.version == MMSB_LOG_VERSION, head.flags == 0 else {
      throw .unsupportedVersion(path: path, version: head.version, flags: head.flags)
    }
    guard Self.crc(of: start, continuing: head.crc, backend) == start.crc,
      start.frame.kind == MMSB_LOG_SEGMENT_START, start.frame.flags == 0,
      Int(start.frame.byte_count) == MemoryLayout<mmsb_log_segment_start>.size,
      start.frame.sequence == UInt16(truncatingIfNeeded: start.last_sequence &+ 1)
    else { throw .headerDamaged(path: path) }
    limits = LogLimits(
      pageByteCount: head.max_page_bytes, recordByteCount: head.max_record_bytes,
      commitByteCount: head.max_commit_bytes)
    self.start = LogPosition(
      logID: head.log_id, segmentIndex: start.segment_index, basePosition: start.base_position,
      offset: UInt64(Self.byteCount), sequence: start.last_sequence + 1, crc: start.crc,
      pageCount: start.page_count)
    guard Self.follows(start, head, predecessor) else {
      throw .notTheNextSegment(path: path, index: start.segment_index)
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

  /// Tells foreign files, legacy logs and logs with a damaged magic apart.
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
      if crc(of: head, continuing: 0, backend) == head.crc { throw .headerDamaged(path: path) }
    }
    throw found == legacyMagic ? .legacyLog(path: path) : .notALog(path: path, found: found)
  }

  /// The CRC over a structure but for its last four bytes, which hold it.
  private static func crc<Layout: BitwiseCopyable>(
    of layout: Layout, continuing crc: UInt32, _ backend: Backend
  ) -> UInt32 {
    unsafe withUnsafeBytes(of: layout) { bytes in
      unsafe backend.crc32c(
        of: UnsafeRawBufferPointer(rebasing: bytes.dropLast(4)).bytes, continuing: crc)
    }
  }
}
