internal import Support

/// The part of a log file that is in memory, moved forward as records are read.
///
/// The buffer grows for the largest record requested, to at most twice its bytes; nothing beyond
/// the file's end is read. A failed read changes only the buffered bytes, and can be repeated.
@safe
struct LogWindow: ~Copyable {
  /// The file's length when it was opened; bytes appended later are not read.
  let fileByteCount: Int

  private let file: File
  private var buffer: LogBuffer
  /// The file position of the buffer's first byte, and the count of valid bytes.
  private var start = 0
  private var count = 0

  private static let capacity = 256 << 10

  /// Opens a window at the start of a file.
  init(opening file: File) throws(LogError) {
    do throws(FileError) { fileByteCount = try file.byteCount() } catch { throw .file(error) }
    self.file = file
    buffer = LogBuffer(capacity: Self.capacity)
  }

  /// Answers `needed` bytes inside the file; the pointer is valid until the next call.
  @unsafe @inline(__always)
  mutating func bytes(at position: Int, count needed: Int) throws(FileError) -> UnsafeRawPointer {
    if position < start || position + needed > start + count {
      try load(from: position, atLeast: needed)
    }
    // Safe: the window now has the bytes from `position` on.
    return unsafe UnsafeRawPointer(buffer.start + (position - start))
  }

  /// The file's first `wanted` bytes, or all bytes of a shorter file.
  mutating func prefix(_ wanted: Int) throws(FileError) -> [UInt8] {
    let count = min(wanted, fileByteCount)
    let start = unsafe try bytes(at: 0, count: count)
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  private mutating func load(from position: Int, atLeast needed: Int) throws(FileError) {
    precondition(position + needed <= fileByteCount, "a window stays inside its file")
    let kept = keep(from: position)
    // From here on the window is consistent, also if the read fails.
    (start, count) = (position, kept)
    buffer.grow(to: needed, keeping: kept)
    let wanted = min(buffer.capacity, fileByteCount - position)
    // Safe: kept <= wanted <= capacity.
    let rest = unsafe UnsafeMutableRawBufferPointer(
      start: buffer.start + kept, count: wanted - kept)
    var span = unsafe rest.mutableBytes
    count = kept + (try file.read(into: &span, at: position + kept))
    // The file was truncated while it was read; zeros are an end mark, and end the log.
    guard count < needed else { return }
    // Safe: needed <= capacity.
    unsafe (buffer.start + count).initializeMemory(
      as: UInt8.self, repeating: 0, count: needed - count)
    count = needed
  }

  /// Moves the bytes from a position on to the buffer's start; answers their count.
  private mutating func keep(from position: Int) -> Int {
    guard position >= start, position < start + count else { return 0 }
    let kept = start + count - position
    // Safe: both ranges lie in the buffer, and copyMemory may overlap.
    unsafe buffer.start.copyMemory(from: buffer.start + (position - start), byteCount: kept)
    return kept
  }
}
