internal import Measure
internal import StateBus
internal import Support

/// Plain writes of the log's number of bytes, from as much memory, to a file that grows alike.
final class PlainWrites {
  private let path: ScratchFile
  private let file: File
  private let bytes: [UInt8]
  private let byteCount: Int
  private var position = 0
  private var failure: FileError?

  /// The reference's name in results, and its place beside the cells that write as many bytes.
  var reference: Reference {
    Reference(
      name: "pwrite", isCeiling: true, run: run,
      check: { [self] () throws(WorkError) in if let failure { throw WorkError(failure) } })
  }

  /// The size at which the file restarts, since endless growth would fill the disk.
  private static let limit = 256 << 20

  init(_ request: WorkRequest, byteCount: Int) throws(WorkError) {
    path = try ScratchFile(request)
    do throws(FileError) { file = try File(creating: path.path) } catch { throw WorkError(error) }
    self.byteCount = byteCount
    bytes = [UInt8](repeating: 0x5a, count: byteCount)
  }

  func restart() throws(WorkError) {
    position = 0
    failure = nil
    do throws(FileError) { try file.truncate(to: 0) } catch { throw WorkError(error) }
  }

  private func run(_ iterations: Int) {
    do throws(FileError) {
      for _ in 0..<iterations {
        if position > Self.limit {
          position = 0
          try file.truncate(to: 0)
        }
        try writeOnce()
      }
    } catch {
      failure = error
    }
  }

  private func writeOnce() throws(FileError) {
    let bytes = bytes
    let span = unsafe bytes.span.bytes
    var done = 0
    while done < byteCount {
      let count = min(byteCount - done, LogWriter.writeByteCount)
      try file.write(span.extracting(done..<done + count), at: position + done)
      done += count
    }
    position += done
  }
}
