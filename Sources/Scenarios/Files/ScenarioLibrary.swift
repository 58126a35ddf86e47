internal import Support

/// Finds scenarios by name: a path as it is, else `NAME.json5` in each folder in turn.
package struct ScenarioLibrary: Sendable {
  /// The folders, nearest first.
  package let folders: [String]

  /// Makes a library of these folders.
  package init(folders: [String]) { self.folders = folders }

  /// `./scenarios`, then `../share/mmsb/scenarios` beside the program.
  package static var standard: ScenarioLibrary {
    let program = SystemDisk().linkTarget("/proc/self/exe") ?? ""
    let beside = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
    return ScenarioLibrary(folders: ["./scenarios", beside + "/../share/mmsb/scenarios"])
  }

  private static let ending = ".json5"

  /// The file that a name means.
  package func path(of name: String) throws(ScenarioError) -> String {
    if name.contains("/") || name.hasSuffix(Self.ending) { return name }
    for folder in folders {
      let path = "\(folder)/\(name)\(Self.ending)"
      if (try? SystemDisk().facts(of: path)) != nil { return path }
    }
    throw .unknownScenario(name: name, known: known, folders: folders)
  }

  /// The names of all scenarios, sorted; a name in two folders counts once.
  package var known: [String] {
    let names = folders.flatMap { (try? SystemDisk().names(in: $0)) ?? [] }
      .filter { $0.hasSuffix(Self.ending) }
    return Set(names.map { String($0.dropLast(Self.ending.count)) }).sorted()
  }
}
