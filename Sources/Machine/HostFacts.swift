/// What a result's reader needs to know of the machine: an ordered list of names and values.
///
/// A value that the machine doesn't give is nil ("not exposed"), so that two machines' lists have
/// the same names in the same order. No host name, user or path is among them.
package struct HostFacts: Equatable, Sendable {
  /// All facts, most important first.
  package let facts: [Fact]
  /// 16 hexadecimal digits that stand for the processor model, its caches and the memory's size.
  package let hostID: String

  /// The value of one fact; nil where it isn't exposed or there is no such fact.
  package subscript(key: String) -> String? {
    facts.first { $0.key == key }?.value
  }

  /// Reads all facts below a root; a few dozen small files.
  package static func read(from files: SystemFiles = .live, topology: Topology) -> HostFacts {
    let memory = MemoryFacts.read(from: files)
    let facts =
      processor(files) + layout(files, topology) + caches(topology) + memoryFacts(files, memory)
      + system(files)
    return HostFacts(facts: facts, hostID: identify(facts, topology, memory))
  }

  /// Stays the same for the same machine under another kernel, CPU mask or memory limit.
  ///
  /// The kernel keeps some memory for itself, more or less with each version: whole GiB count.
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
