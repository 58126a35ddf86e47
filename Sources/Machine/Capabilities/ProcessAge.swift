internal import Glibc

/// The age of this process, the loader's time included.
package enum ProcessAge {
  /// Seconds since the process began, to a hundredth; nil where procfs doesn't say.
  package static func seconds(_ files: SystemFiles = .live) -> Double? {
    var now = timespec()
    guard unsafe clock_gettime(CLOCK_BOOTTIME, &now) == 0 else { return nil }
    return seconds(files, sinceBoot: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)
  }

  /// The same age, `sinceBoot` seconds after the machine started.
  package static func seconds(_ files: SystemFiles, sinceBoot: Double) -> Double? {
    // The name in brackets may contain blanks and brackets; only numbers follow the last bracket.
    guard let text = files.text("/proc/self/stat"), let bracket = text.lastIndex(of: ")") else {
      return nil
    }
    let fields = text[text.index(after: bracket)...].split(separator: " ")
    let hertz = Double(sysconf(Int32(_SC_CLK_TCK)))
    guard fields.count > 19, let start = Double(fields[19]), hertz > 0 else { return nil }
    return max(0, sinceBoot - start / hertz)
  }
}
