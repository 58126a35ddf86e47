internal import Glibc
internal import Machine

/// The revision of mmsb's own sources that this program was built in, where it lies in their tree.
///
/// A program that was copied elsewhere has no revision: that of another repository would say
/// nothing about the program.
package struct GitRevision: Sendable, Equatable {
  /// The commit in 40 hexadecimal digits.
  package let commit: String
  /// Whether sources differ from that commit; nil where git can't be run.
  package let isDirty: Bool?

  /// Finds the revision, from the program's folder upwards.
  package static func ofProgram() -> GitRevision? {
    guard let program = RealPath.of("/proc/self/exe"), let root = sourceTree(above: program),
      let commit = commit(root)
    else { return nil }
    return GitRevision(commit: commit, isDirty: isDirty(root))
  }

  /// The nearest folder above a path that holds this package and is under git.
  static func sourceTree(above path: String) -> String? {
    var folder = path[...]
    while let slash = folder.lastIndex(of: "/") {
      folder = folder[..<slash]
      let manifest = SystemFiles.live.text("\(folder)/Package.swift") ?? ""
      let isTree = SystemFiles.live.text("\(folder)/.git/HEAD") != nil
      let isWorktree = SystemFiles.live.text("\(folder)/.git") != nil
      guard isTree || isWorktree else { continue }
      return manifest.contains("name: \"mmsb\"") ? String(folder) : nil
    }
    return nil
  }

  /// The commit of HEAD, read without git: a commit, or a reference in a file or a packed line.
  package static func commit(_ root: String) -> String? {
    let files = SystemFiles.live
    var folder = root + "/.git"
    if let link = files.text(folder), link.hasPrefix("gitdir: ") {
      folder = absolute(String(link.dropFirst(8)), in: root)
    }
    guard let head = files.text(folder + "/HEAD") else { return nil }
    guard head.hasPrefix("ref: ") else { return hash(head) }
    let name = String(head.dropFirst(5))
    let shared = files.text(folder + "/commondir").map { absolute($0, in: folder) } ?? folder
    for place in [folder, shared] {
      if let commit = files.text("\(place)/\(name)").flatMap(hash) { return commit }
    }
    let packed = files.lines(shared + "/packed-refs").first { $0.hasSuffix(" " + name) }
    return packed.flatMap { hash(String($0.prefix(40))) }
  }

  private static func absolute(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") ? path : folder + "/" + path
  }

  private static func hash(_ text: String) -> String? {
    text.count == 40 && text.allSatisfy(\.isHexDigit) ? text : nil
  }

  /// Queries git itself, because only git knows its ignored files and its rules of comparison.
  private static func isDirty(_ root: String) -> Bool? {
    let status = Subprocess.status([
      "git", "-C", root, "diff", "--quiet", "HEAD", "--", "Package.swift", "Sources", "Benchmarks",
    ])
    switch status {
    case 0: return false
    case 1: return true
    default: return nil
    }
  }
}
