internal import Measure
internal import Support

/// A scenario and the file it came from.
package struct ScenarioFile: Sendable {
  package let scenario: Scenario
  /// The text of the file, which results keep.
  package let text: String
  /// The fingerprint of the text, in every row.
  package let hash: String
  /// The path by which the file was read.
  package let path: String
  /// The folder that traces are relative to, ending in a slash, or empty for the working folder.
  package let folder: String

  /// The most bytes of a scenario; a longer file, really something else, is refused at once.
  private static let byteLimit = 1 << 20

  /// Reads a scenario by name or path.
  package static func load(
    _ name: String, _ catalogue: Catalogue, library: ScenarioLibrary = .standard
  ) throws(ScenarioError) -> ScenarioFile {
    let path = try library.path(of: name)
    let found: [UInt8]?
    do throws(FileError) {
      found = try File.bytes(of: path, limit: byteLimit)
    } catch {
      throw .unreadable(path: path, reason: error.reason)
    }
    guard let bytes = found else { throw tooLong(path) }
    return try ScenarioFile(path: path, bytes: bytes, catalogue)
  }

  /// Reads a scenario's bytes; `path` names the file in messages, and traces are sought in its
  /// folder.
  package init(
    path: String, bytes: [UInt8], _ catalogue: Catalogue
  ) throws(ScenarioError) {
    guard bytes.count <= Self.byteLimit else { throw Self.tooLong(path) }
    self.path = path
    let source: JSONText
    let document: JSONValue
    do throws(JSONError) {
      source = try JSONText(bytes)
      document = try JSONValue(source, .json5)
    } catch {
      throw ScenarioError(error, in: path)
    }
    scenario = try ScenarioReader(path, source, catalogue).scenario(document)
    text = String(decoding: bytes, as: UTF8.self)
    hash = Digest(of: bytes).description
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  private static func tooLong(_ path: String) -> ScenarioError {
    .unreadable(path: path, reason: "it has more than \(byteLimit) bytes, and no scenario has")
  }

  /// Whether another file is the same scenario: the same text in the same folder.
  package func isSame(as other: ScenarioFile) -> Bool {
    text == other.text && Self.whole(folder) == Self.whole(other.folder)
  }

  /// A folder without the dot that stands for the working folder.
  private static func whole(_ folder: String) -> Substring {
    folder.hasPrefix("./") ? folder.dropFirst(2) : folder[...]
  }

  /// The trace's path, seen from the working folder.
  package func path(of trace: TraceReference) -> String {
    trace.path.hasPrefix("/") ? trace.path : folder + trace.path
  }
}
