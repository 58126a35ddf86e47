internal import Glibc

/// The files of sysfs and procfs below a root: "" on the machine itself, a folder for a recording.
///
/// Every answer is optional: containers hide files, guests lack them, and a missing file is a fact,
/// never an error.
package struct SystemFiles: Sendable {
  /// The folder that stands for "/".
  package let root: String

  /// The machine itself.
  package static let live = SystemFiles(root: "")

  /// A tree below `root`.
  package init(root: String) {
    self.root = root
  }

  /// Whether the files are the machine's and not a recording, so that queries of the kernel or the
  /// CPU agree with them.
  package var isLive: Bool { root.isEmpty }

  /// The text of a file without its last white space; nil where the file is missing or unreadable.
  package func text(_ path: String) -> String? {
    guard let bytes = Self.bytes(of: root + path) else { return nil }
    var text = Substring(String(decoding: bytes, as: UTF8.self))
    while let last = text.last, last.isWhitespace || last == "\0" { text.removeLast() }
    return String(text)
  }

  /// The file's text as one whole number.
  package func number(_ path: String) -> Int? {
    text(path).flatMap { Int($0) }
  }

  /// The file's lines.
  package func lines(_ path: String) -> [Substring] {
    text(path)?.split(separator: "\n") ?? []
  }

  /// The value after `key` and a colon, as in /proc/meminfo and /proc/self/status.
  package func field(_ key: String, of path: String) -> String? {
    for line in lines(path) {
      guard let colon = line.firstIndex(of: ":") else { continue }
      guard Self.trimmed(line[..<colon]) == key else { continue }
      return Self.trimmed(line[line.index(after: colon)...])
    }
    return nil
  }

  /// The names in a folder, sorted; nil where the folder is missing or unreadable.
  package func names(in path: String) -> [String]? {
    guard let folder = unsafe opendir(root + path) else { return nil }
    defer { unsafe _ = closedir(folder) }
    var names: [String] = []
    while let entry = unsafe readdir(folder) {
      // Safe: the entry is valid until the next readdir, and its name is terminated.
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe String(cString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }

  /// The ids in a kernel list file: "0-3,8".
  package func idList(_ path: String) -> [Int]? {
    text(path).flatMap(Self.ids)
  }

  /// The ids in a kernel list, ascending; nil for text of another form or an id of 2^20 or more.
  package static func ids(_ text: String) -> [Int]? {
    var ids: [Int] = []
    for part in text.split(separator: ",") {
      let ends = part.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        .map { Int(trimmed($0)) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil else { return nil }
      guard 0 <= first, first <= last, last < 1 << 20 else { return nil }
      ids += first...last
    }
    return Array(Set(ids)).sorted()
  }

  /// All bytes of a file at a path outside any root; nil where the file can't be opened or read.
  package static func bytes(of path: String) -> [UInt8]? {
    // Without O_NONBLOCK a pipe would block until somebody writes to it.
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe chunk.withUnsafeMutableBytes { buffer in
        unsafe read(descriptor, buffer.baseAddress, buffer.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  static func trimmed(_ text: some StringProtocol) -> String {
    guard let first = text.firstIndex(where: { !$0.isWhitespace }) else { return "" }
    let last = text.lastIndex { !$0.isWhitespace } ?? first
    return String(text[first...last])
  }
}
