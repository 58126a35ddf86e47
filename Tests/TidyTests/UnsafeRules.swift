/// Rules about where the compiler's memory checks may be set aside.
enum UnsafeRules {
  /// The folders whose business is raw memory, the operating system or C.
  static let owners = [
    "Sources/Machine/", "Sources/Counters/", "Sources/Support/",
    "Sources/StateBus/Kernels/", "Sources/StateBus/Allocators/", "Sources/StateBus/Pages/",
    "Sources/StateBus/Log/Bytes/",
    "Sources/Measure/Ceilings/",
  ]

  /// How often other folders may say `unsafe`: numbers that only fall. Elsewhere it is never said.
  static let budget = [
    "Benchmarks/Workloads/": 10,
    "Sources/Measure/": 5,
    "Sources/Proof/": 7,
    "Sources/StateBus/Deltas/": 13,
    "Sources/StateBus/Log/": 76,
    "Sources/StateBus/Counts/": 7,
    "Sources/mmsb/": 36,
  ]

  /// How often a file says it.
  static func count(in file: TextFile) -> Int { file.tokens.filter { $0.isCode("unsafe") }.count }

  /// Folders that say it more often than they may.
  static func wrongCounts(_ files: [TextFile], budget: [String: Int] = budget) -> [Violation] {
    var counts: [String: Int] = [:]
    for file in files where !owners.contains(where: file.path.hasPrefix) {
      let folder = file.components.dropLast().joined(separator: "/") + "/"
      let home = budget.keys.first { folder.hasPrefix($0) } ?? folder
      counts[home, default: 0] += count(in: file)
    }
    return counts.sorted { $0.key < $1.key }.compactMap { folder, found in
      let allowed = budget[folder] ?? 0
      guard found > allowed else { return nil }
      return Violation(
        path: folder, line: 0,
        message: "unsafe \(found) times, \(allowed) allowed: move it to its owner")
    }
  }
}
