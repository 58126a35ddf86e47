internal import Measure
internal import Support

/// The folder of a gate's results: `gate.csv` and `manifest.json`; deallocation removes the scratch
/// folder inside.
final class GateFolder {
  let path: String
  /// The folder for files of workers.
  let scratch: String
  /// The open folder, whose lock the gate holds; nil where its file system has no locks on folders.
  private let claim: File?

  static let fileName = "gate.csv"

  /// Makes and claims the folder; one that has a gate's results, or that another run holds, is
  /// refused.
  init(_ path: String) throws {
    self.path = path
    do throws(FileError) { try SystemDisk().makeFolder(path) } catch {
      throw Failure(.environment, "\(path): \(systemErrorText(error.code))")
    }
    claim = try ResultFolder.lock(path)
    Leftovers.sweep(around: path)
    let isOccupied: Bool
    do throws(FileError) {
      let disk = SystemDisk()
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
    claim = nil
    do throws(FileError) {
      try SystemDisk().makeFolder(parent)
      Leftovers.sweep(in: parent)
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

  /// Writes the verdicts and their origin, absolute paths cut to their last part.
  func finish(_ rows: [CompareRow], _ manifest: [JSONMember]) throws {
    var rows = rows
    for index in rows.indices {
      rows[index].verdictReason = Redaction.withoutPaths(rows[index].verdictReason)
    }
    let origin = Redaction.applied(to: .object(manifest))
    let files = [
      (Self.fileName, Array(ResultTable.text(rows).utf8)),
      (Manifest.fileName, Array(origin.document.utf8)),
    ]
    do throws(FileError) { try FileDraft.publish(files, in: path) } catch {
      throw Failure(.environment, "\(path): \(systemErrorText(error.code))")
    }
  }
}
