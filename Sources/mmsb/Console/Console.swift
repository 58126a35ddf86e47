internal import Glibc
internal import Machine
internal import Support
internal import Synchronization

/// The two streams of the program: data on standard output, everything else on standard error.
///
/// A reader that has closed its end isn't an error: the rest of the data is dropped, and the work
/// goes on. A failure of standard output to take the data is remembered, and ends the call with
/// exit code 5. Control characters, which file names and files' contents may hold, reach standard
/// error as escapes.
package final class Console: Sendable {
  /// Whether progress and notes are wanted.
  package let isQuiet: Bool
  /// Whether standard output and standard error are terminals that want colour.
  package let hasColor: Bool
  /// Whether standard error is a terminal, so that a line of progress may replace the one before.
  package let isInteractive: Bool
  private let outputError = Atomic<Int32>(0)

  /// The process's own streams.
  package init(isQuiet: Bool, isPlain: Bool) {
    self.isQuiet = isQuiet
    let forbids = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
    hasColor = !isPlain && !forbids && isatty(STDOUT_FILENO) == 1
    isInteractive = isatty(STDERR_FILENO) == 1
  }

  /// Writes data: one or more whole lines.
  package func write(_ text: String) {
    guard outputError.load(ordering: .relaxed) == 0 else { return }
    let error = Self.write(text, to: STDOUT_FILENO)
    if error != 0 { outputError.store(error, ordering: .relaxed) }
  }

  /// Writes a line that the caller may want to know; nothing with `--quiet`.
  package func note(_ line: String) {
    if !isQuiet { _ = Self.write(line.escapingControls + "\n", to: STDERR_FILENO) }
  }

  /// Writes over the terminal's line of progress; nothing with `--quiet`.
  package func progress(_ text: String) {
    if !isQuiet { _ = Self.write("\r" + text.escapingControls, to: STDERR_FILENO) }
  }

  /// Writes a line that the caller must know.
  package func complain(_ line: String) {
    _ = Self.write("mmsb: \(line.escapingControls)\n", to: STDERR_FILENO)
  }

  /// The writer of help texts for this reader.
  package var help: Help {
    Help(columnLimit: min(max(TerminalWidth.columns(of: STDOUT_FILENO) ?? 80, 40), 100))
  }

  /// The reason why standard output didn't take the data; nil without a failure, or if its reader
  /// left.
  package var outputFailure: Failure? {
    let error = outputError.load(ordering: .relaxed)
    guard error != 0, error != EPIPE else { return nil }
    return Failure(.environment, "standard output: \(systemErrorText(error))")
  }

  private static func write(_ text: String, to stream: Int32) -> Int32 {
    let bytes = Array(text.utf8)
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(stream, $0.baseAddress?.advanced(by: written), $0.count - written)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return errno }
      written += count
    }
    return 0
  }
}
