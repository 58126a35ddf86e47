/// Rules that hold the documents to the tree.
enum DocumentRules {
  /// The targets that a makefile defines.
  static func targets(of makefile: TextFile) -> Set<String> {
    Set(
      makefile.lines.compactMap { line in
        let name = line.prefix { $0.isLetter || $0 == "-" }
        return !name.isEmpty && line.dropFirst(name.count).hasPrefix(":")
          && !line.dropFirst(name.count).hasPrefix(":=") ? String(name) : nil
      })
  }

  /// Uses of `make x`, in backticks or at the start of a line, where the target x is missing.
  static func unknownTargets(_ document: TextFile, known: Set<String>) -> [Violation] {
    document.lines.enumerated().flatMap { index, line -> [Violation] in
      commands(in: line, begin: "make ").flatMap { $0 }.filter { !known.contains($0) }.map {
        Violation(path: document.path, line: index + 1, message: "there is no make \($0)")
      }
    }
  }

  /// The words after a command's name, for each time that it begins a line or a piece in backticks.
  private static func commands(in line: Substring, begin: String) -> [[String]] {
    let pieces = line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
    return pieces.compactMap { index, piece in
      let command = piece.drop { $0 == " " || $0 == "$" }
      guard index == 0 || index % 2 == 1, command.hasPrefix(begin) else { return nil }
      let words = command.dropFirst(begin.count).split(separator: " ")
      return words.prefix { $0.allSatisfy { $0.isLowercase || $0 == "-" } }.map(String.init)
    }
  }

  /// Files whose names don't stand in backticks in any document.
  static func unmentioned(_ files: [TextFile], in documents: [TextFile]) -> [Violation] {
    files.filter { file in !documents.contains { $0.text.contains("`\(file.stem)`") } }.map {
      Violation(path: $0.path, line: 0, message: "no document says what `\($0.stem)` is")
    }
  }

  /// Links to missing files of the repository.
  static func brokenLinks(_ document: TextFile, exists: (String) -> Bool) -> [Violation] {
    let folder = document.components.dropLast()
    return document.lines.enumerated().flatMap { index, line -> [Violation] in
      let targets = line.split(separator: "](", omittingEmptySubsequences: false).dropFirst()
        .map { $0.prefix { $0 != ")" && $0 != "#" } }
      return targets.filter { !$0.isEmpty && !$0.contains("://") }.filter { target in
        !exists(resolve(target, from: folder))
      }.map { Violation(path: document.path, line: index + 1, message: "links to \($0)") }
    }
  }

  private static func resolve(_ link: Substring, from folder: ArraySlice<String>) -> String {
    var parts = Array(folder)
    for part in link.split(separator: "/") {
      if part == ".." { _ = parts.popLast() } else if part != "." { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  /// Folders of the sources that a document doesn't name in backticks.
  static func unnamedFolders(_ files: [TextFile], in document: TextFile) -> [Violation] {
    let folders = files.flatMap { file -> [String] in
      let parts = file.components
      return parts[1] == "StateBus" ? [parts[1]] + parts[2...].dropLast() : [parts[1]]
    }
    return Set(folders).sorted().filter { folder in
      !["`\(folder)`", "/\(folder)`"].contains { document.text.contains($0) }
    }.map { Violation(path: document.path, line: 0, message: "doesn't name \($0)") }
  }

  /// Headers of on-disk formats that are not named in a page of docs/formats.
  static func undocumented(_ headers: [TextFile], pages: [TextFile]) -> [Violation] {
    headers.filter { header in
      let name = header.components[header.components.count - 1]
      return !pages.contains { $0.text.contains(name) }
    }.map { Violation(path: $0.path, line: 0, message: "no page of docs/formats names it") }
  }

  /// Pages of formats that don't name a committed file, or name a missing one.
  static func withoutGolden(_ page: TextFile, exists: (String) -> Bool) -> [Violation] {
    let golden = "Tests/Golden/"
    let named = page.text.split { " `()\n,;".contains($0) }.filter { $0.hasPrefix(golden) }
      .map { $0.hasSuffix(".") ? String($0.dropLast()) : String($0) }
    if named.isEmpty {
      return [Violation(path: page.path, line: 0, message: "names no file in \(golden)")]
    }
    return named.filter { !exists($0) }.map {
      Violation(path: page.path, line: 0, message: "names \($0), which isn't there")
    }
  }
}
