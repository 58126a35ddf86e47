/// Rules about where the compiler's memory checks may be set aside.
enum UnsafeRules {
  /// The folders whose business is raw memory, the operating system or C.
  static let owners = [
    "Sources/Machine/", "Sources/Counters/", "Sources/StateBus/Platform/",
    "Sources/StateBus/Kernels/", "Sources/StateBus/Allocators/", "Sources/StateBus/Pages/",
  ]

  /// How often a file elsewhere says `unsafe`. A number may fall, and a file may leave the list.
  static let budget: [String: Int] = [:]

  /// How often a file says it.
  static func count(in file: TextFile) -> Int { file.tokens.filter { $0.isCode("unsafe") }.count }

  /// Files that say it more often than they may, or less often than the list remembers.
  static func wrongCount(_ file: TextFile, budget: [String: Int] = budget) -> [Violation] {
    guard !owners.contains(where: file.path.hasPrefix) else { return [] }
    let found = count(in: file)
    let allowed = budget[file.path] ?? 0
    guard found != allowed else { return [] }
    let advice = found > allowed ? "move it to its owner" : "lower the number in the list"
    return [
      Violation(
        path: file.path, line: 0, message: "unsafe \(found) times, \(allowed) allowed: \(advice)")
    ]
  }
}
