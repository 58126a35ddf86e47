internal import Glibc
internal import Machine
internal import Measure
internal import Support

/// A folder for work that writes files, with everything in it gone when the owner goes.
final class Scratch {
  /// The folder's path.
  let path: String

  /// Makes a fresh folder inside `parent`.
  init(in parent: String) throws(WorkError) {
    var template = Array("\(parent)/.scratch-XXXXXX".utf8CString)
    guard unsafe mkdtemp(&template) != nil else {
      let reason = systemErrorText(errno)
      throw .environment("can't make a scratch folder in \(parent): \(reason)")
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Makes a folder inside this one.
  func folder(_ name: String) throws(WorkError) -> String {
    let folder = "\(path)/\(name)"
    guard unsafe mkdir(folder, 0o700) == 0 else {
      throw .environment("can't make \(folder): \(systemErrorText(errno))")
    }
    return folder
  }

  /// Removes a file or a folder and all it holds; follows no link.
  static func remove(_ path: String) {
    guard unsafe unlink(path) != 0 else { return }
    for name in FileAccess.entries(path) { remove("\(path)/\(name)") }
    unsafe rmdir(path)
  }
}
