/// Rules about the use of `unsafe`.
enum UnsafeRules {
  /// The folders that handle raw memory, the operating system or C.
  static let owners = [
    "Sources/Machine/", "Sources/Counters/", "Sources/Support/",
    "Sources/StateBus/Kernels/", "Sources/StateBus/Allocators/", "Sources/StateBus/Pages/",
    "Sources/StateBus/Log/Bytes/",
    "Sources/Measure/Ceilings/",
  ]

  /// The most uses of `unsafe` in other folders; the numbers may only fall, and default to zero.
  static let budget = [
    "Benchmarks/Workloads/": 10,
    "Sources/Measure/": 5,
    "Sources/Proof/": 7,
    "Sources/StateBus/Deltas/": 13,
    "Sources/StateBus/Log/": 76,
    "Sources/StateBus/Counts/": 7,
    "Sources/mmsb/": 31,
  ]

  /// The number of times that a file uses `unsafe`.
  static func count(in file: TextFile) -> Int { file.tokens.filter { $0.isCode("unsafe") }.count }

  /// Folders that use `unsafe` more often than their budget allows.
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
