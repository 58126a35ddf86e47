internal import Glibc
internal import Machine
package import Measure

/// One value of an axis, as a scenario or the command line states it, before a machine is known.
package enum AxisValue: Hashable, Sendable {
  /// A backend, an allocator, a pattern, or a policy of placement.
  case name(String)
  /// Bytes, threads, or a node's number.
  case count(Int)
  /// A density.
  case share(Double)
  /// The working set that no cache holds: four times the last level.
  case dram
  /// As many threads as there are allowed CPUs.
  case allCPUs
  /// One cell per node with CPUs.
  case eachNode
  /// One cell per node with memory, bound to it.
  case bindEach
}

extension AxisValue {
  /// What an axis accepts, in words, for messages.
  package static func allowed(_ axis: Axis, _ vocabulary: Vocabulary) -> String {
    switch axis {
    case .backend: vocabulary.backends.map(\.name).joined(separator: ", ")
    case .allocator: vocabulary.allocators.map(\.name).joined(separator: ", ")
    case .pattern: Pattern.allCases.map(\.rawValue).joined(separator: ", ")
    case .pageBytes: "a power of two from 64 to 1 MiB, as 4096 or \"4KiB\""
    case .workingSet: "1 to 2^40 bytes, as 131072 or \"128KiB\", or \"DRAM\""
    case .deltaBytes: "1 to 2^30 bytes, as 128 or \"1KiB\""
    case .density: "a number from 0 to 1"
    case .threads: "a whole number from 1 to 4096, or \"all\""
    case .cpus: "none, compact, spread, per-llc, or CPUs by number as \"list:0+2\""
    case .node: "a node's number, or \"each\""
    case .memory:
      "first-touch, local, remote, interleave, bind (to each node in turn), or a node as \"bind:1\""
    }
  }

  /// Reads a number, nil where the axis has no such value.
  init?(_ number: Double, axis: Axis) {
    switch axis {
    case .density:
      guard (0...1).contains(number) else { return nil }
      self = .share(number)
    case .pageBytes, .workingSet, .deltaBytes, .threads, .node:
      guard let count = Int(exactly: number), Self.accepts(count, axis) else { return nil }
      self = .count(count)
    case .backend, .allocator, .pattern, .cpus, .memory:
      return nil
    }
  }

  /// Reads a word, nil where the axis has no such value.
  init?(_ word: String, axis: Axis, _ vocabulary: Vocabulary) {
    switch axis {
    case .backend where vocabulary.backends.contains { $0.name == word },
      .allocator where vocabulary.allocators.contains { $0.name == word },
      .pattern where Pattern(rawValue: word) != nil:
      self = .name(word)
    case .cpus:
      guard let policy = CPUPolicy(word) else { return nil }
      self = .name(policy.text)
    case .memory where word == AxisValue.bindEach.text: self = .bindEach
    case .memory:
      guard let policy = MemoryPolicy(word) else { return nil }
      self = .name(policy.text)
    case .threads where word == "all": self = .allCPUs
    case .node where word == "each": self = .eachNode
    case .workingSet where word == "DRAM": self = .dram
    case .pageBytes, .workingSet, .deltaBytes:
      guard let count = Self.byteCount(word), Self.accepts(count, axis) else { return nil }
      self = .count(count)
    default: return nil
    }
  }

  /// Reads the command line's form, where numbers and words look alike.
  package init?(text: String, axis: Axis, _ vocabulary: Vocabulary) {
    let number = text.first?.isASCII == true && text.first?.isNumber == true ? Double(text) : nil
    if let number, let value = AxisValue(number, axis: axis) {
      self = value
    } else if let value = AxisValue(text, axis: axis, vocabulary) {
      self = value
    } else {
      return nil
    }
  }

  private static func accepts(_ count: Int, _ axis: Axis) -> Bool {
    switch axis {
    case .pageBytes: (64...1 << 20).contains(count) && count & (count - 1) == 0
    case .workingSet: (1...1 << 40).contains(count)
    case .deltaBytes: (1...1 << 30).contains(count)
    case .threads: (1...4096).contains(count)
    case .node: (0...1023).contains(count)
    case .backend, .allocator, .density, .pattern, .cpus, .memory: false
    }
  }

  /// "4KiB" in bytes; a number and one of B, KiB, MiB, GiB.
  private static func byteCount(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    let units = ["B": 0, "KiB": 10, "MiB": 20, "GiB": 30]
    guard let shift = units[String(word.dropFirst(digits.count))], let count = Int(digits),
      count <= Int.max >> shift
    else { return nil }
    return count << shift
  }
}

extension AxisValue {
  /// Whether a choice of this value takes the other one in: `each` and `bind` stand for every node.
  package func covers(_ other: AxisValue) -> Bool {
    switch (self, other) {
    case (.eachNode, .count): true
    case (.bindEach, .name(let text)): text.hasPrefix("bind:")
    default: self == other
    }
  }

  /// The value as a scenario would write it.
  package var text: String {
    switch self {
    case .name(let name): name
    case .count(let count): "\(count)"
    case .share(let share): numberText(share)
    case .dram: "DRAM"
    case .allCPUs: "all"
    case .eachNode: "each"
    case .bindEach: "bind"
    }
  }
}
