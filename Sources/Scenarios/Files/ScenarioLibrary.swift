internal import Support

/// Finds scenarios by name: a path as it is, else `NAME.json5` in each folder in turn.
package struct ScenarioLibrary: Sendable {
  /// The folders, nearest first.
  package let folders: [String]

  /// Makes a library of these folders.
  package init(folders: [String]) { self.folders = folders }

  /// The library of this program.
  package static var standard: ScenarioLibrary {
    of(program: SystemDisk().linkTarget("/proc/self/exe") ?? "")
  }

  /// `./scenarios`, then `../share/mmsb/scenarios` beside a program, then those of the checkout
  /// that the program was built in.
  package static func of(program: String) -> ScenarioLibrary {
    let beside = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
    var folders = ["./scenarios", beside + "/../share/mmsb/scenarios"]
    if let checkout = checkout(program) { folders.append(checkout + "/scenarios") }
    return ScenarioLibrary(folders: folders)
  }

  /// The folder that holds the `.build` that a program lies in; nil for a program elsewhere.
  private static func checkout(_ program: String) -> String? {
    let parts = program.split(separator: "/")
    return parts.lastIndex(of: ".build").map { "/" + parts[..<$0].joined(separator: "/") }
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
