internal import CFormat
internal import CKernels

/// The fields in front of a record: length, kind, flags and sequence.
///
/// A frame has a CRC of its own, which starts from the CRC of the log's header. So a frame proves
/// by itself that it belongs to this log, and its length is valid even if the record is torn.
struct LogFrame: Equatable {
  /// Bytes of the whole record: frame, body, CRC.
  var byteCount: Int
  var kind: UInt8
  var flags: UInt8
  var sequence: UInt64

  /// Bytes of a frame.
  static let byteCount = MemoryLayout<mmsb_log_frame>.size
  /// Bytes of a record besides its body.
  static let overhead = Int(MMSB_LOG_RECORD_OVERHEAD)
  private static let covered = Int(MMSB_LOG_FRAME_COVERED)

  /// Describes a record.
  init(byteCount: Int, kind: LogRecordKind, flags: UInt8 = 0, sequence: UInt64) {
    self.byteCount = byteCount
    self.kind = kind.rawValue
    self.flags = flags
    self.sequence = sequence
  }

  /// Reads a frame; nil unless its CRC and its fixed fields fit the log whose header has the CRC
  /// `seed`.
  @unsafe @inline(__always)
  init?(at start: UnsafeRawPointer, seed: UInt32, _ backend: Backend) {
    // Safe: the caller has a frame's bytes there; the format is little-endian, as the processor is.
    let raw = unsafe start.loadUnaligned(as: mmsb_log_frame.self)
    guard raw.zero == 0, raw.byte_count >= MMSB_LOG_RECORD_OVERHEAD,
      unsafe backend.kernels.crc32c(seed, start.assumingMemoryBound(to: UInt8.self), Self.covered)
        == raw.crc
    else { return nil }
    byteCount = Int(raw.byte_count)
    kind = raw.kind
    flags = raw.flags
    sequence = UInt64(raw.sequence_high) << 32 | UInt64(raw.sequence_low)
  }

  /// Writes the frame with its CRC; the caller has room for the frame at `start`.
  @unsafe
  func store(at start: UnsafeMutableRawPointer, seed: UInt32, _ backend: Backend) {
    // A length beyond 32 bits exceeds every limit: the writer takes such a record back.
    var raw = mmsb_log_frame(
      byte_count: UInt32(truncatingIfNeeded: byteCount), kind: kind, flags: flags, zero: 0,
      sequence_low: UInt32(truncatingIfNeeded: sequence),
      sequence_high: UInt32(truncatingIfNeeded: sequence >> 32), crc: 0)
    unsafe start.storeBytes(of: raw, as: mmsb_log_frame.self)
    raw.crc = unsafe backend.kernels.crc32c(
      seed, UnsafePointer(start.assumingMemoryBound(to: UInt8.self)), Self.covered)
    unsafe start.storeBytes(of: raw, as: mmsb_log_frame.self)
  }

  /// The CRC of this frame's record, continued from the record before.
  ///
  /// The frame's own CRC is left out: a CRC over bytes and their CRC is the same for all bytes.
  @unsafe @inline(__always)
  func recordCRC(
    at start: UnsafeRawPointer, continuing crc: UInt32, _ backend: Backend, isChecked: Bool
  ) -> UInt32 {
    let count = byteCount - Self.overhead
    guard isChecked else {
      return unsafe headCRC(at: start, bodyByteCount: count, continuing: crc, backend)
    }
    let head = unsafe headCRC(at: start, bodyByteCount: 0, continuing: crc, backend)
    let body = unsafe RawSpan(_unsafeStart: start + Self.byteCount, byteCount: count)
    return backend.crc32c(of: body, continuing: head)
  }

  /// The CRC of the frame and the first bytes of the body, continued from the record before.
  @unsafe @inline(__always)
  func headCRC(
    at start: UnsafeRawPointer, bodyByteCount count: Int, continuing crc: UInt32,
    _ backend: Backend
  ) -> UInt32 {
    let bytes = unsafe start.assumingMemoryBound(to: UInt8.self)
    let frame = unsafe backend.kernels.crc32c(crc, bytes, Self.covered)
    return unsafe backend.kernels.crc32c(frame, bytes + Self.byteCount, count)
  }

  /// The CRC at the end of this frame's record.
  @unsafe @inline(__always)
  func storedCRC(at start: UnsafeRawPointer) -> UInt32 {
    unsafe start.loadUnaligned(fromByteOffset: byteCount - 4, as: UInt32.self)
  }
}
