internal import CFormat
internal import CKernels

/// Looks for whole commit and close records in bytes whose framing is lost.
@safe
struct LogScan {
  /// The longest commit or close record: two numbers of ten bytes.
  static let longest = 32
  private static let shortest = 14

  private let start: UnsafeRawPointer
  private let count: Int
  private let backend: Backend

  /// `count` bytes from `start` on, which has four more before it.
  @unsafe init(start: UnsafeRawPointer, count: Int, backend: Backend) {
    unsafe self.start = unsafe start
    self.count = count
    self.backend = backend
  }

  /// Whether one is there, and right, that ends another commit than the one beginning at
  /// `sequence`.
  func hasCommit(startingElsewhereThan sequence: UInt16) -> Bool {
    guard count >= Self.shortest else { return false }
    // Safe, here and below: every position leaves room for the shortest record.
    return (0...count - Self.shortest).contains { position in
      unsafe isCommit(start + position, available: count - position, elsewhereThan: sequence)
    }
  }

  private func isCommit(
    _ record: UnsafeRawPointer, available: Int, elsewhereThan sequence: UInt16
  ) -> Bool {
    let frame = unsafe record.loadUnaligned(as: mmsb_log_frame.self)
    let length = Int(frame.byte_count)
    guard frame.kind == MMSB_LOG_COMMIT || frame.kind == MMSB_LOG_CLOSE,
      (Self.shortest...Self.longest).contains(length), length <= available
    else { return false }
    let seed = unsafe record.loadUnaligned(fromByteOffset: -4, as: UInt32.self)
    let stored = unsafe record.loadUnaligned(fromByteOffset: length - 4, as: UInt32.self)
    let bytes = unsafe RawSpan(_unsafeStart: record, byteCount: length - 4)
    guard backend.crc32c(of: bytes, continuing: seed) == stored else { return false }
    guard frame.kind == MMSB_LOG_COMMIT else { return true }
    let body = MemoryLayout<mmsb_log_frame>.size
    var cursor = unsafe LogBodyCursor(record + body, count: length - MMSB_LOG_RECORD_OVERHEAD)
    guard let recordCount = try? cursor.readNumber() else { return false }
    return frame.sequence &- UInt16(truncatingIfNeeded: recordCount) != sequence
  }
}
