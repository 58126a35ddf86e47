internal import Glibc
internal import Machine
internal import Measure

/// One line on standard error with the progress of a long piece of work and the time left.
///
/// On a terminal the line replaces itself; elsewhere a new one comes at most every ten seconds, so
/// that logs stay short.
final class ProgressLine {
  private let console: Console
  private let started = Clock.now()
  private var shown: UInt64
  private var width = 0

  init(_ console: Console) {
    self.console = console
    shown = console.isInteractive ? 0 : Clock.now()
  }

  /// Seconds since the work began.
  var elapsedSeconds: Double { Double(Clock.elapsed(since: started)) / 1e9 }

  /// Shows the current work, and the time left where it is known.
  func show(_ text: String, secondsLeft: Double?) {
    let pause: UInt64 = console.isInteractive ? 100_000_000 : 10_000_000_000
    guard Clock.elapsed(since: shown) >= pause else { return }
    shown = Clock.now()
    let line = text + (secondsLeft.map { ", \(Self.time($0)) to go" } ?? "")
    guard console.isInteractive else { return console.note(line) }
    // A longer line would go on below itself, and the next one would not cover it.
    let shown = line.prefix(max(1, (TerminalWidth.columns(of: STDERR_FILENO) ?? 80) - 1))
    let blanks = String(repeating: " ", count: max(0, width - shown.count))
    width = shown.count
    console.progress(shown + blanks)
  }

  /// Ends the line, so that later output starts on a line of its own.
  func finish() {
    guard console.isInteractive, width > 0 else { return }
    console.progress(String(repeating: " ", count: width))
    console.progress("")
    width = 0
  }

  /// The seconds in words: "40 s", "3 min 20 s", "2 h 5 min".
  static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds.rounded(), 1e9))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
