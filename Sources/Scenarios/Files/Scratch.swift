internal import Measure
internal import Support

/// A folder for work that writes files; deallocation removes the folder with all files.
final class Scratch {
  /// The folder's path.
  let path: String

  /// Makes a fresh folder inside `parent`.
  init(in parent: String) throws(WorkError) {
    do throws(FileError) { path = try SystemDisk().makeScratchFolder(in: parent) } catch {
      throw .environment(error.description)
    }
  }

  deinit { Self.remove(path) }

  /// Makes a folder inside this one.
  func folder(_ name: String) throws(WorkError) -> String {
    let folder = "\(path)/\(name)"
    do throws(FileError) { try SystemDisk().makeFolder(folder) } catch {
      throw .environment(error.description)
    }
    return folder
  }

  /// Removes a file, or a folder with everything in it; follows no link.
  static func remove(_ path: String) { SystemDisk().removeAll(path) }
}
