internal import Glibc

/// The scratch folders and drafts of processes that were killed; their names carry the process's
/// number.
package enum Leftovers {
  /// Removes those in a folder that the caller holds, and in its neighbours that nobody holds.
  ///
  /// A neighbour whose lock is held belongs to a run that lives, perhaps in another container where
  /// processes have other numbers.
  package static func sweep(around folder: String) {
    sweep(in: folder)
    let path = folder.last == "/" ? String(folder.dropLast()) : folder
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "./"
    for name in (try? SystemDisk().names(in: parent)) ?? [] where !paths(in: parent + name).isEmpty
    {
      guard let neighbour = try? File(folder: parent + name), (try? neighbour.lock()) != nil else {
        continue
      }
      withExtendedLifetime(neighbour) { sweep(in: parent + name) }
    }
  }

  /// Removes those in a folder, and looks at no other.
  package static func sweep(in folder: String) {
    for path in paths(in: folder) { SystemDisk().removeAll(path) }
  }

  /// The paths in a folder that a process left which no longer lives.
  private static func paths(in folder: String) -> [String] {
    let names = (try? SystemDisk().names(in: folder)) ?? []
    return names.filter { process(in: $0).map(isGone) ?? false }.map { "\(folder)/\($0)" }
  }

  /// The process in the name of a scratch folder or a draft; nil for any other name.
  package static func process(in name: String) -> Int32? {
    guard name.hasPrefix(".") else { return nil }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    let isScratch = parts.count == 3 && parts[0] == ".scratch"
    let isDraft =
      parts.count >= 3 && name.hasSuffix(".part")
      && parts.dropLast(2).last?.hasSuffix(".mmsb") == true
    guard isScratch || isDraft, let process = Int32(parts[parts.count - 2]), process > 0 else {
      return nil
    }
    return process
  }

  private static func isGone(_ process: Int32) -> Bool { kill(process, 0) != 0 && errno == ESRCH }
}
