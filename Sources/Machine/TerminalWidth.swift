internal import Glibc

/// The width of lines for a reader.
package enum TerminalWidth {
  /// The columns that `COLUMNS` states, else those of the terminal behind a stream; nil without
  /// either.
  package static func columns(of stream: Int32) -> Int? {
    let stated = unsafe getenv("COLUMNS").flatMap { unsafe Int(String(cString: $0)) }
    if let stated, stated > 0 { return stated }
    var size = winsize()
    guard unsafe ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }
}
