internal import Measure
internal import Support

/// A scenario and the file it came from.
package struct ScenarioFile: Sendable {
  package let scenario: Scenario
  /// The text as it stands in the file; results keep it.
  package let text: String
  /// Fingerprint of the text, in every row.
  package let hash: String
  /// The folder that traces are relative to, ending in a slash, or empty for the working folder.
  package let folder: String

  /// Reads a scenario by name or path.
  package static func load(
    _ name: String, _ vocabulary: Vocabulary, library: ScenarioLibrary = .standard
  ) throws(ScenarioError) -> ScenarioFile {
    let path = try library.path(of: name)
    let bytes = try FileAccess.read(path, limit: SourceText.byteLimit)
    return try ScenarioFile(path: path, bytes: bytes, vocabulary)
  }

  /// Reads a scenario's bytes; `path` names it in messages, and its folder is where traces are.
  package init(
    path: String, bytes: [UInt8], _ vocabulary: Vocabulary
  ) throws(ScenarioError) {
    let source = try SourceText(name: path, bytes: bytes)
    scenario = try ScenarioReader(source, vocabulary).scenario(JSON5(source))
    text = String(decoding: bytes, as: UTF8.self)
    hash = Digest(of: bytes).description
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// Where the trace is, seen from the working folder.
  package func path(of trace: TraceReference) -> String {
    trace.path.hasPrefix("/") ? trace.path : folder + trace.path
  }
}
