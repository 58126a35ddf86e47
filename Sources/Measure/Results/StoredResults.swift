package import Support

/// The contents of a results folder.
package struct StoredResults: Sendable {
  /// The folder as it was named.
  package let path: String
  package let rows: ResultRows
  package let manifest: JSONValue
  /// The bytes behind the counted rows, of a group that was under way when the run ended.
  package let strayByteCount: Int
  /// Sentences about the folders that were read together as this one.
  private let notes: [String]

  /// States rows and manifest as they were read.
  package init(
    path: String, rows: ResultRows, manifest: JSONValue, strayByteCount: Int = 0,
    notes: [String] = []
  ) {
    self.path = path
    self.rows = rows
    self.manifest = manifest
    self.strayByteCount = strayByteCount
    self.notes = notes
  }

  /// A sentence about a run that has not come to its end; nil for a complete one.
  package var incompleteness: String? {
    guard notes.isEmpty else { return notes.joined(separator: "; ") }
    guard manifest["complete"] == false else { return nil }
    let stray = strayByteCount > 0 ? ", and \(strayByteCount) bytes behind them left out" : ""
    return "\(path) is not complete: the rows of finished groups are read\(stray); "
      + "`mmsb run --resume \(path)` does what is missing"
  }

  /// The folder's own name, without the path to it.
  package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
