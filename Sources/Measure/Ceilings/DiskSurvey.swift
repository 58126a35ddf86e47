internal import Glibc
internal import Machine
package import Support

/// Measures a folder's file system: the latency of a synced 4 KiB write into a preallocated file,
/// and the rate of sustained writing.
///
/// The file has no name once it is open, so that no ending of the program leaves it behind.
package struct DiskSurvey: Equatable, Sendable {
  /// `pwrite` of 4 KiB and `fdatasync`, each a sample in nanoseconds.
  package var syncNanoseconds: [Double] = []
  /// Bytes a second over writes in a row and the sync that ends them, each a sample.
  package var writeRates: [Double] = []

  /// Makes a survey with no samples.
  package init() {}

  /// The cause that ended a survey early.
  package enum Failure: KindedError, Equatable {
    /// The system refused a step.
    case refused(step: String, code: Int32)
    /// `shouldStop` answered true.
    case interrupted

    package var kind: ErrorKind {
      switch self {
      case .refused: .environment
      case .interrupted: .interrupted
      }
    }

    package var description: String {
      switch self {
      case .refused(let step, let code): "can't \(step): \(systemErrorText(code))"
      case .interrupted: "interrupted"
      }
    }
  }

  private static let blockByteCount = 4096
  private static let preallocatedByteCount = 4 << 20
  private static let chunkByteCount = 1 << 20
  /// Enough samples for a 99th percentile; a file system in memory would give millions.
  private static let sampleLimit = 2000
  /// The most bytes written in a row; less where the disk has little room.
  private static let runByteCount = 128 << 20

  /// Measures for about `seconds` in all; `progress` receives the share that is done.
  package static func run(
    in folder: String, seconds: Double, progress: (Double) -> Void,
    shouldStop: @escaping () -> Bool
  ) throws(Failure) -> DiskSurvey {
    let file = try NamelessFile(in: folder)
    var survey = DiskSurvey()
    try file.preallocate(preallocatedByteCount)
    let watch = Watch(seconds: seconds / 2, shouldStop: shouldStop)
    while survey.syncNanoseconds.count < 20
      || (!watch.isOver && survey.syncNanoseconds.count < sampleLimit)
    {
      let slot = survey.syncNanoseconds.count % (preallocatedByteCount / blockByteCount)
      let start = Clock.now()
      try file.write(blockByteCount, at: slot * blockByteCount)
      try file.sync()
      survey.syncNanoseconds.append(Double(Clock.elapsed(since: start)))
      try watch.check()
      progress(watch.share / 2)
    }
    let free = DiskFacts.read(folder)?.freeByteCount ?? runByteCount
    let length = min(runByteCount, free / 4) / chunkByteCount * chunkByteCount
    guard length > 0 else { throw .refused(step: "write", code: ENOSPC) }
    let second = Watch(seconds: seconds / 2, shouldStop: shouldStop)
    while survey.writeRates.count < 3
      || (!second.isOver && survey.writeRates.count < sampleLimit)
    {
      survey.writeRates.append(try rate(file, length, second))
      progress(0.5 + second.share / 2)
    }
    return survey
  }

  /// The rate of one stretch from the front of the file, emptied first so that every stretch
  /// allocates its blocks anew.
  private static func rate(
    _ file: borrowing NamelessFile, _ length: Int, _ watch: Watch
  ) throws(Failure) -> Double {
    try file.empty()
    let start = Clock.now()
    for position in stride(from: 0, to: length, by: chunkByteCount) {
      try file.write(chunkByteCount, at: position)
      try watch.check()
    }
    try file.sync()
    return Double(length) * 1e9 / Double(max(1, Clock.elapsed(since: start)))
  }

  /// The time limit of a part, and the wish of the caller to stop.
  private struct Watch {
    let seconds: Double
    let shouldStop: () -> Bool
    let start = Clock.now()

    var share: Double { min(1, Double(Clock.elapsed(since: start)) / 1e9 / seconds) }
    var isOver: Bool { share >= 1 }

    func check() throws(Failure) { if shouldStop() { throw .interrupted } }
  }
}

/// An unlinked file, which the system removes when the program ends.
@safe
private struct NamelessFile: ~Copyable {
  private let descriptor: Int32
  private let bytes: [UInt8]

  init(in folder: String) throws(DiskSurvey.Failure) {
    let path = "\(folder)/.mmsb-ceiling-\(getpid())"
    descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .refused(step: "make a file", code: errno) }
    unsafe unlink(path)
    // Random bytes, which a file system can neither omit nor compress.
    var random = SplitMix64(seed: 1)
    bytes = (0..<(1 << 17)).flatMap { _ in
      unsafe withUnsafeBytes(of: random.next()) { unsafe Array($0) }
    }
  }

  deinit { close(descriptor) }

  func preallocate(_ byteCount: Int) throws(DiskSurvey.Failure) {
    let code = posix_fallocate(descriptor, 0, byteCount)
    guard code == 0 else { throw .refused(step: "allocate", code: code) }
    for position in stride(from: 0, to: byteCount, by: bytes.count) {
      try write(bytes.count, at: position)
    }
    try sync()
  }

  func write(_ count: Int, at position: Int) throws(DiskSurvey.Failure) {
    var done = 0
    while done < count {
      let written = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          descriptor, buffer.baseAddress.map { unsafe $0 + done }, count - done, position + done)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw .refused(step: "write", code: errno) }
      done += written
    }
  }

  func sync() throws(DiskSurvey.Failure) {
    while fdatasync(descriptor) != 0 {
      guard errno == EINTR else { throw .refused(step: "sync", code: errno) }
    }
  }

  func empty() throws(DiskSurvey.Failure) {
    guard ftruncate(descriptor, 0) == 0 else { throw .refused(step: "empty the file", code: errno) }
  }
}
