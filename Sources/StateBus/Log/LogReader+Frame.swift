internal import CFormat
internal import CKernels
internal import Support

// Frames: where a record is, and whether its bytes are what was written.
extension LogReader {
  /// The frame of the next record, with a length that is possible and that the file has.
  mutating func readFrame(_ walk: LogWalk) throws(LogStop) -> mmsb_log_frame {
    let available = window.fileByteCount - walk.offset
    let frameByteCount = MemoryLayout<mmsb_log_frame>.size
    guard available >= frameByteCount else {
      guard try isZero(from: walk.offset) else {
        throw .fault(.cutOff(byteCount: MMSB_LOG_RECORD_OVERHEAD, available: available))
      }
      throw .end
    }
    // Safe: the window has the frame's bytes; little-endian, as this processor.
    let frame = unsafe try load(frameByteCount, at: walk.offset)
      .loadUnaligned(as: mmsb_log_frame.self)
    guard frame.byte_count > 0 else {
      throw try isZero(from: walk.offset) ? .end : .fault(.bytesAfterEnd)
    }
    guard frame.byte_count >= MMSB_LOG_RECORD_OVERHEAD,
      frame.byte_count <= limits.recordByteCount
    else { throw .fault(.length(frame.byte_count)) }
    guard frame.byte_count <= available else {
      throw .fault(.cutOff(byteCount: Int(frame.byte_count), available: available))
    }
    return frame
  }

  /// Checks a record's CRC, which continues that of the record before it; answers it.
  @unsafe
  func check(
    _ start: UnsafeRawPointer, _ frame: mmsb_log_frame, _ walk: LogWalk
  ) throws(LogStop) -> UInt32 {
    let length = Int(frame.byte_count) - 4
    let isTotal = frame.kind == MMSB_LOG_COMMIT || frame.kind == MMSB_LOG_CLOSE
    // The checked call, once a commit: what a tampered backend does shows here.
    let computed =
      unsafe isTotal
      ? backend.crc32c(
        of: RawSpan(_unsafeStart: start, byteCount: length), continuing: walk.crc)
      : backend.kernels.crc32c(walk.crc, start.assumingMemoryBound(to: UInt8.self), length)
    let stored = unsafe start.loadUnaligned(fromByteOffset: length, as: UInt32.self)
    guard stored == computed else {
      throw .fault(.checksum(stored: stored, computed: computed))
    }
    return computed
  }

  /// Bytes of the file, which has them; valid until the next call.
  @unsafe @inline(__always)
  mutating func load(_ count: Int, at position: Int) throws(LogStop) -> UnsafeRawPointer {
    do throws(FileError) {
      return unsafe try window.bytes(at: position, count: count)
    } catch {
      throw .file(error)
    }
  }

  /// Whether only zeros follow, as in a file that was made longer ahead of its records.
  private mutating func isZero(from offset: Int) throws(LogStop) -> Bool {
    var position = offset
    while position < window.fileByteCount {
      let count = min(64 << 10, window.fileByteCount - position)
      let start = unsafe try load(count, at: position)
      // Safe: `count` bytes are there.
      let block = unsafe UnsafeRawBufferPointer(start: start, count: count)
      guard unsafe block.allSatisfy({ $0 == 0 }) else { return false }
      position += count
    }
    return true
  }
}
