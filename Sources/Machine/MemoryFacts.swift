/// The memory of the machine, and the part that this process may take.
package struct MemoryFacts: Equatable, Sendable {
  /// All memory of the machine.
  package var totalByteCount: Int?
  /// The least of the machine's memory, the limit on the process's address space, and every limit
  /// of the control groups above the process.
  package var limitByteCount: Int?
  /// The memory that this process may still take: the least of the machine's free memory, the rest
  /// of the address space, and what each control group's limit leaves.
  package var availableByteCount: Int?
  /// Swap space.
  package var swapByteCount: Int?

  /// Makes facts without a known value.
  package init() {}

  /// Reads the memory's size and the limits below a root.
  package static func read(from files: SystemFiles = .live) -> MemoryFacts {
    let total = total(files)
    let groups = ControlGroups.memoryLimits(files)
    let space = addressSpace(files)
    var facts = MemoryFacts()
    facts.totalByteCount = total
    facts.limitByteCount = (groups + [total, space].compactMap(\.self)).min()
    let mapped = own("VmSize", files), resident = own("VmRSS", files)
    let free = files.field("MemAvailable", of: "/proc/meminfo").flatMap(byteCount)
    facts.availableByteCount =
      (groups.map { max(0, $0 - resident) }
      + [free ?? total, space.map { max(0, $0 - mapped) }].compactMap(\.self)).min()
    facts.swapByteCount = files.field("SwapTotal", of: "/proc/meminfo").flatMap(byteCount)
    return facts
  }

  static func total(_ files: SystemFiles) -> Int? {
    files.field("MemTotal", of: "/proc/meminfo").flatMap(byteCount)
  }

  /// A size of this process itself; 0 where the kernel doesn't say.
  private static func own(_ key: String, _ files: SystemFiles) -> Int {
    files.field(key, of: "/proc/self/status").flatMap(byteCount) ?? 0
  }

  /// The soft limit on the address space (RLIMIT_AS, `ulimit -v`); nil where there is none.
  private static func addressSpace(_ files: SystemFiles) -> Int? {
    if files.isLive { return ProcessLimits.addressSpace }
    let name = "Max address space"
    let line = files.lines("/proc/self/limits").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
  }

  /// The bytes that a kernel size names: "24684092 kB", "48K", "32M", "512".
  static func byteCount(_ text: String) -> Int? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int(digits) else { return nil }
    let units = ["": 1, "B": 1, "K": 1 << 10, "KB": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    guard let unit = units[SystemFiles.trimmed(text[digits.endIndex...]).uppercased()] else {
      return nil
    }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
    return overflow ? nil : bytes
  }
}
