/// Rules about the direction of imports and of names between folders.
enum DirectionRules {
  /// The modules of ours that each target may import: the arrows of docs/architecture.md.
  static let imports: [String: Set<String>] = [
    "Support": ["CPlatform", "CXXHash"],
    "Machine": ["Support", "CPlatform", "CNUMA"],
    "Counters": ["Machine", "Support", "CPlatform", "CPAPI"],
    "StateBus": ["Machine", "Support", "CKernels", "CFormat", "CPlatform"],
    "Oracle": [],
    "Proof": ["StateBus", "Oracle", "Support"],
    "Measure": ["Counters", "Machine", "Support", "CPlatform"],
    "Scenarios": ["Measure", "Counters", "Machine", "Support"],
    "Workloads": ["StateBus", "Oracle", "Measure", "Machine", "Support"],
    "mmsb": [
      "Scenarios", "Workloads", "Proof", "StateBus", "Oracle", "Measure", "Counters", "Machine",
      "Support",
    ],
  ]

  /// The system's modules that any target may import.
  private static let system: Set = ["Glibc", "Synchronization", "Swift"]
  /// The targets that may also import Foundation.
  private static let foundationUsers: Set = ["Scenarios", "Workloads", "Proof", "mmsb"]

  /// Imports that the table doesn't allow.
  static func wrongImports(_ file: TextFile) -> [Violation] {
    let target = file.components[1]
    guard var allowed = imports[target] else {
      return [Violation(path: file.path, line: 0, message: "\(target) has no row in this rule")]
    }
    allowed.formUnion(system)
    if foundationUsers.contains(target) { allowed.insert("Foundation") }
    let tokens = file.tokens
    return zip(tokens, tokens.dropFirst()).compactMap { token, module in
      guard token.isCode("import"), !allowed.contains(module.text) else { return nil }
      return Violation(
        path: file.path, line: token.line, message: "\(target) may not import \(module.text)")
    }
  }

  /// The folders of StateBus, lower ones first: each may name its own types and those before it.
  static let folders = [
    "Names", "Counts", "Kernels", "Masks", "Deltas", "Allocators", "Pages", "Log", "Recovery",
    "SQLite", "Legacy",
  ]
  /// The types that every folder may name, such as those of a page's id and epoch.
  static let vocabulary: Set = ["PageID", "Epoch", "PageLocation", "Metadata", "PageError"]

  /// Names of types that belong to a higher folder.
  static func wrongFolders(_ files: [TextFile]) -> [Violation] {
    let owners = typeOwners(files)
    return files.flatMap { file -> [Violation] in
      guard let folder = folder(of: file) else { return [] }
      guard let height = folders.firstIndex(of: folder) else {
        return [Violation(path: file.path, line: 0, message: "\(folder) has no row in this rule")]
      }
      let allowed = Set(folders[...height])
      let tokens = file.tokens
      return zip(tokens, [nil] + tokens.map { $0 }).compactMap { token, before in
        guard token.kind == .word, before?.isCode(".") != true, let owner = owners[token.text],
          !allowed.contains(owner), !vocabulary.contains(token.text)
        else { return nil }
        return Violation(
          path: file.path, line: token.line, message: "\(folder) names \(token.text) of \(owner)")
      }
    }
  }

  /// The folder of StateBus that a file lies in; nil for a file that lies in none.
  private static func folder(of file: TextFile) -> String? {
    file.components.count > 3 ? file.components[2] : nil
  }

  /// Each top-level type and the folder that declares it, without names that two folders declare.
  private static func typeOwners(_ files: [TextFile]) -> [String: String] {
    var owners: [String: Set<String>] = [:]
    for file in files {
      guard let folder = folder(of: file) else { continue }
      for name in topLevelTypes(file.tokens) { owners[name, default: []].insert(folder) }
    }
    return owners.compactMapValues { $0.count == 1 ? $0.first : nil }
  }

  private static let declaring: Set = ["struct", "class", "enum", "protocol", "actor", "typealias"]

  private static func topLevelTypes(_ tokens: [Token]) -> [String] {
    var depth = 0
    return zip(tokens, tokens.dropFirst()).compactMap { token, name in
      if token.isCode("{") { depth += 1 }
      if token.isCode("}") { depth -= 1 }
      let declares = depth == 0 && token.kind == .word && declaring.contains(token.text)
      return declares && name.kind == .word ? name.text : nil
    }
  }
}
