package import Support

/// The contents of a results folder.
package struct StoredResults: Sendable {
  /// The folder as it was named.
  package let path: String
  package let rows: ResultRows
  package let manifest: JSONValue

  /// States rows and manifest as they were read.
  package init(path: String, rows: ResultRows, manifest: JSONValue) {
    self.path = path
    self.rows = rows
    self.manifest = manifest
  }

  /// The folder's own name, without the path to it.
  package var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
