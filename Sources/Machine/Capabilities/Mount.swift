/// One mounted file system, as a line of mountinfo describes it.
package struct Mount: Equatable, Sendable {
  /// The mount point.
  package var point: String
  /// The type: "ext4", "overlay", "tmpfs".
  package var type: String
  /// The options of the mount and of the file system, each once.
  package var options: [String]
  /// The source of the mount: a device for most file systems.
  package var source: String
  /// The device's numbers as the kernel writes them: "254:0".
  package var device: String

  /// Reads a line of mountinfo; nil for a line of another form.
  package init?(line: Substring) {
    let halves = line.split(separator: " ", omittingEmptySubsequences: false)
    guard let dash = halves.firstIndex(of: "-"), dash >= 6, halves.count >= dash + 4 else {
      return nil
    }
    point = Self.plain(halves[4])
    device = String(halves[2])
    type = String(halves[dash + 1])
    source = Self.plain(halves[dash + 2])
    options = []
    for option in halves[5].split(separator: ",") + halves[dash + 3].split(separator: ",")
    where !options.contains(String(option)) {
      options.append(String(option))
    }
  }

  /// The mount of a path: the one with the longest mount point above the path; the last of equals.
  package static func containing(_ path: String, in lines: [Substring]) -> Mount? {
    let above = lines.compactMap { Mount(line: $0) }.filter { mount in
      mount.point == "/" || path == mount.point || path.hasPrefix(mount.point + "/")
    }
    let longest = above.map(\.point.count).max()
    return above.last { $0.point.count == longest }
  }

  /// The text without the octal escapes that the kernel writes for blanks and the like: "\040".
  private static func plain(_ text: Substring) -> String {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(3), as: UTF8.self)
      if byte == UInt8(ascii: "\\"), digits.count == 3, let code = UInt8(digits, radix: 8) {
        bytes.append(code)
        rest = rest.dropFirst(3)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
