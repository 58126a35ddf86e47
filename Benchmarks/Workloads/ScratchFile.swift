internal import Measure
internal import StateBus
internal import Support
internal import Synchronization

/// A file with a name of its own in the scratch folder of a request; deallocation removes the file.
final class ScratchFile {
  let path: String

  // Siblings are prepared side by side in one folder; each name is given once in the process.
  private static let count = Atomic<Int>(0)

  init(_ request: WorkRequest) throws(WorkError) {
    guard let folder = request.scratch else {
      throw .invalidInput("work on files needs a scratch folder")
    }
    let number = Self.count.wrappingAdd(1, ordering: .relaxed).oldValue
    path = "\(folder)/work-\(number)"
  }

  deinit { remove() }

  /// Removes the file if it exists.
  func remove() { try? SystemDisk().remove(path) }
}

extension WorkError {
  /// Makes the error of a cell from a refusal of the system.
  init(_ error: FileError) { self = .environment("\(error)") }

  /// Makes the error of a cell from a log that can't be opened or written.
  init(_ error: LogError) { self = .environment("\(error)") }
}
