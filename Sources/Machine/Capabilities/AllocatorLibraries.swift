internal import CPlatform

/// The allocators that could replace the C library's, and whether each can be opened here.
package struct AllocatorLibraries: Equatable, Sendable {
  /// The result of opening a library.
  package enum Finding: Equatable, Sendable {
    /// Opened; the version that the library states, where it states one.
    case found(library: String, version: String?)
    /// The loader finds none of the files.
    case missing
    /// The library exists, and the loader refuses to open it, with this text.
    case refused(String)
  }

  /// The names in the order of reports, with the result of each.
  package var findings: [(name: String, finding: Finding)]

  package static func == (one: Self, other: Self) -> Bool {
    one.findings.map(\.name) == other.findings.map(\.name)
      && one.findings.map(\.finding) == other.findings.map(\.finding)
  }

  /// The files of each allocator, newest interface first.
  private static let known = [
    (name: "jemalloc", files: ["libjemalloc.so.2", "libjemalloc.so.1", "libjemalloc.so"]),
    (
      name: "mimalloc",
      files: ["libmimalloc.so.3", "libmimalloc.so.2", "libmimalloc.so.2.0", "libmimalloc.so"]
    ),
  ]

  /// Looks for each library. Libraries found stay open, so look only after all measurements.
  package static func look() -> AllocatorLibraries { look(open) }

  /// The same with another loader, which answers whether a library could be opened, and its text.
  package static func look(
    _ open: (String) -> (opened: Bool, text: String)
  ) -> AllocatorLibraries {
    AllocatorLibraries(
      findings: known.map { name, files in
        var refusal: String?
        for file in files {
          let (opened, text) = open(file)
          if opened { return (name, .found(library: file, version: text.isEmpty ? nil : text)) }
          if !text.contains("No such file") { refusal = refusal ?? text }
        }
        return (name, refusal.map { .refused($0) } ?? .missing)
      })
  }

  private static func open(_ file: String) -> (opened: Bool, text: String) {
    var bytes = [CChar](repeating: 0, count: 256)
    let opened = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe cp_library_open(file, base, buffer.count)
    }
    let text = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return (opened, String(decoding: text, as: UTF8.self))
  }
}

extension Capability {
  /// The allocator that serves malloc, and the other allocators that can be opened.
  static func allocators(_ serving: MallocFacts, _ libraries: AllocatorLibraries) -> [Capability] {
    [
      Capability(.allocators, "malloc", serving.name),
      Capability(
        .allocators, "malloc_version", serving.version,
        or: Absence("not_exposed", "\(serving.name) states no version")),
    ]
      + libraries.findings.map { name, finding in
        switch finding {
        case .found(_, let version):
          return Capability(.allocators, name, version ?? "found, states no version")
        case .missing:
          let absence = Absence(
            "not_installed", "there is no \(name) library",
            remedy: "install it: Debian's package \(debianPackages[name] ?? name)")
          return Capability(.allocators, name, absence)
        case .refused(let words):
          return Capability(
            .allocators, name,
            Absence(
              "not_loadable", "the loader refuses it: \(words)",
              remedy: "start the program with the library in LD_PRELOAD"))
        }
      }
  }

  private static let debianPackages = ["jemalloc": "libjemalloc2", "mimalloc": "libmimalloc2.0"]
}
