/// Rules about words that some files must not contain.
enum WordRules {
  /// Calls that print or end the process, which only the command may do.
  private static let speaking: Set = [
    "print", "debugPrint", "dump", "exit", "_exit", "abort", "puts", "fputs", "printf", "fprintf",
    "perror", "putchar",
  ]
  /// Calls that allocate or free, which C kernels and shims leave to their callers.
  private static let allocating: Set = ["malloc", "calloc", "realloc", "free", "aligned_alloc"]
  /// Schedulers that move work between threads without the program's control.
  private static let scheduling: Set = [
    "Task", "TaskGroup", "withTaskGroup", "async", "await", "DispatchQueue", "DispatchGroup",
    "DispatchSemaphore", "OperationQueue",
  ]

  static func speaks(_ file: TextFile) -> [Violation] {
    calls(in: file, to: speaking).map { $0.violation("is the command's to call") }
  }

  static func allocates(_ file: TextFile) -> [Violation] {
    calls(in: file, to: allocating).map { $0.violation("is not for C to call here") }
  }

  static func schedules(_ file: TextFile) -> [Violation] {
    file.tokens.filter { $0.kind == .word && scheduling.contains($0.text) }.map {
      Violation(path: file.path, line: $0.line, message: "\($0.text): use a thread of our own")
    }
  }

  /// Imports that reach internal names; tests use the access of users and other targets.
  static func looksInside(_ file: TextFile) -> [Violation] {
    let tokens = file.tokens
    return zip(tokens, tokens.dropFirst()).compactMap { token, next in
      guard token.isCode("@"), next.isCode("testable") else { return nil }
      return Violation(path: file.path, line: next.line, message: "use package access instead")
    }
  }

  /// Marks of unfinished work, and folders of one machine, spelt in halves so that this file keeps
  /// its own rule.
  private static let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
  private static let folders = ["/wo" + "rk/", "/ho" + "me/", "/tmp/te" + "am"]
  /// A user who doesn't exist, for tests of paths.
  private static let nobody = "/ho" + "me/me/"

  static func unfinished(_ file: TextFile) -> [Violation] {
    containing(marks, in: file) { line, mark in
      line.split { !$0.isLetter }.contains(mark[...])
    }
  }

  static func namesAMachine(_ file: TextFile) -> [Violation] {
    containing(folders, in: file) { line, folder in
      line.replacing(nobody, with: "").contains(folder)
    }
  }

  private static func containing(
    _ words: [String], in file: TextFile, where stands: (Substring, String) -> Bool
  ) -> [Violation] {
    file.lines.enumerated().flatMap { index, line in
      words.filter { stands(line, $0) }.map {
        Violation(path: file.path, line: index + 1, message: "says \($0)")
      }
    }
  }

  private struct Call {
    let path: String
    let line: Int
    let name: String

    func violation(_ message: String) -> Violation {
      Violation(path: path, line: line, message: "\(name) \(message)")
    }
  }

  /// Calls of free functions: a name before a parenthesis that is neither declared there nor a
  /// member.
  private static func calls(in file: TextFile, to names: Set<String>) -> [Call] {
    let tokens = file.tokens
    return tokens.indices.dropLast().compactMap { index in
      let token = tokens[index]
      guard token.kind == .word, names.contains(token.text), tokens[index + 1].isCode("(")
      else { return nil }
      let before = index > 0 ? tokens[index - 1] : nil
      if let before, [".", "func"].contains(where: before.isCode) {
        let module = index > 1 ? tokens[index - 2] : nil
        guard before.isCode("."), let module, ["Swift", "Glibc"].contains(where: module.isCode)
        else { return nil }
      }
      return Call(path: file.path, line: token.line, name: token.text)
    }
  }
}
