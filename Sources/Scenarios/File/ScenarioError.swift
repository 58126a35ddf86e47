package import Support

/// A refused scenario, or a refused choice about it on the command line, before anything has run.
///
/// Every case describes itself in one line.
package enum ScenarioError: KindedError, Equatable {
  /// The text at a place isn't allowed there.
  case malformed(SourceLocation, found: String, allowed: String)
  /// No scenario has that name; `known` are the available ones, `folders` the folders searched.
  case unknownScenario(name: String, known: [String], folders: [String])
  /// The file can't be read.
  case unreadable(path: String, reason: String)
  /// An option's value makes no sense for this scenario.
  case option(name: String, found: String, allowed: String)
  /// The trace that the scenario or `--input` names can't be read.
  case missingTrace(SourceLocation?, path: String, reason: String)
  /// The backend forced by the environment contradicts a cell.
  case forcedBackend(forced: String, cell: String, backend: String)

  package var kind: ErrorKind {
    switch self {
    case .malformed, .unreadable, .missingTrace: .input
    case .unknownScenario, .option, .forcedBackend: .usage
    }
  }

  /// One line, whatever names and values it contains.
  package var description: String { text.escapingControls }

  private var text: String {
    switch self {
    case .malformed(let place, let found, let allowed):
      return "\(place): found \(found), allowed: \(allowed)"
    case .unknownScenario(let name, let known, let folders):
      let sought = folders.joined(separator: " and ")
      guard !known.isEmpty else { return "no scenario \(name): none in \(sought); give a path" }
      return "no scenario \(name) in \(sought); there are: \(known.joined(separator: ", "))"
    case .unreadable(let path, let reason):
      return "\(path): \(reason)"
    case .option(let name, let found, let allowed):
      return "\(name) \(found): allowed: \(allowed)"
    case .missingTrace(let place, let path, let reason):
      return (place.map { "\($0): " } ?? "--input: ") + "trace \(path): \(reason)"
    case .forcedBackend(let forced, let cell, let backend):
      return "MMSB_BACKEND forces \(forced), but cell \(cell) asks for \(backend): "
        + "unset it, or run with --axis backend=\(forced)"
    }
  }
}
