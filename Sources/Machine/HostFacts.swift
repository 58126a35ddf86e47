/// The facts that a result's reader needs about the machine: an ordered list of names and values.
///
/// A value that the machine doesn't expose is nil, so that two machines' lists have the same names
/// in the same order. The list contains neither host names nor users nor paths.
package struct HostFacts: Equatable, Sendable {
  /// All facts, most important first.
  package let facts: [Fact]
  /// 16 hexadecimal digits that stand for the processor model, its caches and the memory's size.
  package let hostID: String

  /// The value of one fact; nil where the value isn't exposed or the key is unknown.
  package subscript(key: String) -> String? {
    facts.first { $0.key == key }?.value
  }

  /// Reads all facts below a root; costs reading a few dozen small files.
  package static func read(from files: SystemFiles = .live, topology: Topology) -> HostFacts {
    let memory = MemoryFacts.read(from: files)
    let facts =
      processor(files) + layout(files, topology) + caches(topology) + memoryFacts(files, memory)
      + system(files)
    return HostFacts(facts: facts, hostID: identify(facts, topology, memory))
  }

  /// The id of the machine, the same under another kernel, CPU mask or memory limit.
  ///
  /// The kernel keeps a part of the memory, which differs by version: memory is rounded to GiB.
  private static func identify(
    _ facts: [Fact], _ topology: Topology, _ memory: MemoryFacts
  ) -> String {
    let model = facts.filter { identityKeys.contains($0.key) }
    let caches = topology.caches.map { "\($0.level) \($0.kind) \($0.byteCount ?? 0)" }
    let gibibytes = memory.totalByteCount.map { ($0 + (1 << 29)) >> 30 }
    let parts =
      model.map { $0.value ?? "" } + Array(Set(caches)).sorted() + ["\(gibibytes ?? 0)"]
    var fingerprint = Fingerprint()
    fingerprint.add(parts.joined(separator: "\n").utf8)
    return fingerprint.description
  }

  private static let identityKeys: Set = [
    "cpu_vendor", "cpu_family", "cpu_model", "cpu_stepping", "cpu_model_name",
  ]
}
