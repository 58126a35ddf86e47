internal import Measure
internal import Support

/// The folder of a gate's results: `gate.csv` and `manifest.json`; deallocation removes the scratch
/// folder inside.
final class GateFolder {
  let path: String
  /// The folder for files of workers.
  let scratch: String

  static let fileName = "gate.csv"

  /// Makes the folder; a folder that has a gate's results is refused.
  init(_ path: String) throws {
    self.path = path
    let isOccupied: Bool
    do throws(FileError) {
      let disk = SystemDisk()
      try disk.makeFolder(path)
      isOccupied = try disk.facts(of: "\(path)/\(Self.fileName)") != nil
      scratch = try disk.makeScratchFolder(in: path)
    } catch {
      throw Failure(.environment, "\(path): \(systemErrorText(error.code))")
    }
    if isOccupied {
      SystemDisk().removeAll(scratch)
      throw Failure(.usage, "\(path) has results already: choose another folder")
    }
  }

  /// Makes a folder for scratch files alone, which keeps nothing.
  init(scratchIn parent: String) throws {
    path = parent
    do throws(FileError) {
      try SystemDisk().makeFolder(parent)
      scratch = try SystemDisk().makeScratchFolder(in: parent)
    } catch {
      throw Failure(.environment, "\(parent): \(systemErrorText(error.code))")
    }
  }

  deinit { SystemDisk().removeAll(scratch) }

  /// The folder of a call that names none.
  static func standardPath(_ started: String) -> String {
    let stamp = "results/local/" + started.filter { $0 != "-" && $0 != ":" } + "-gate"
    var path = stamp
    var number = 1
    while (try? SystemDisk().facts(of: path)) != nil {
      number += 1
      path = "\(stamp)-\(number)"
    }
    return path
  }

  /// Writes the verdicts and their origin.
  func finish(_ rows: [CompareRow], _ manifest: [JSONMember]) throws {
    let files = [
      (Self.fileName, Array(ResultTable.text(rows).utf8)),
      (Manifest.fileName, Array(JSONValue.object(manifest).document.utf8)),
    ]
    do throws(FileError) { try FileDraft.publish(files, in: path) } catch {
      throw Failure(.environment, "\(path): \(systemErrorText(error.code))")
    }
  }
}
