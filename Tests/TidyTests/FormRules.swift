/// Rules about size and shape.
enum FormRules {
  static let columnLimit = 100
  static let fileLimit = 400
  static let functionLimit = 60
  /// The fewest lines of a file with a part of a type, such as `Log+Reading.swift`.
  static let facetMinimum = 40

  static func longLines(_ file: TextFile) -> [Violation] {
    file.lines.enumerated().filter { $0.element.count > columnLimit }.map {
      Violation(
        path: file.path, line: $0.offset + 1,
        message: "\($0.element.count) columns, \(columnLimit) allowed")
    }
  }

  static func longFile(_ file: TextFile) -> [Violation] {
    let count = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
    guard count > fileLimit else { return [] }
    return [Violation(path: file.path, line: 0, message: "\(count) lines, \(fileLimit) allowed")]
  }

  /// Functions, initialisers, computed properties and closures that are too long.
  static func longFunctions(_ file: TextFile) -> [Violation] {
    Block.all(in: file).filter { !$0.isType && $0.lineCount > functionLimit }.map {
      Violation(
        path: file.path, line: $0.firstLine,
        message: "\($0.name) has \($0.lineCount) lines, \(functionLimit) allowed")
    }
  }

  /// C files that don't begin with a comment about their purpose.
  static func missingPrologue(_ file: TextFile) -> [Violation] {
    guard file.lines.first?.hasPrefix("// ") != true else { return [] }
    return [Violation(path: file.path, line: 1, message: "begins without saying what it is for")]
  }

  /// Files with a part of a type that would fit into the file of the type itself.
  static func thinFacets(_ files: [TextFile]) -> [Violation] {
    let types = Set(files.map { [$0.components[1], $0.stem] })
    return files.compactMap { file in
      let lineCount = file.lines.count - (file.text.hasSuffix("\n") ? 1 : 0)
      guard let plus = file.stem.firstIndex(of: "+"), lineCount < facetMinimum,
        types.contains([file.components[1], String(file.stem[..<plus])])
      else { return nil }
      return Violation(
        path: file.path, line: 0,
        message: "\(lineCount) lines, \(facetMinimum) needed: make it part of its type's file")
    }
  }
}
