internal import CPlatform

/// The allocator that serves malloc in this process.
package struct MallocFacts: Equatable, Sendable {
  /// The name: "glibc", "jemalloc", "mimalloc", or the file name of another library.
  package var name: String
  /// The version; nil where the allocator states none.
  package var version: String?

  /// Names an allocator.
  package init(name: String, version: String?) {
    self.name = name
    self.version = version
  }

  /// Reads the allocator from the loader; about a microsecond.
  package static func read() -> MallocFacts {
    let object = unsafe text { unsafe cp_malloc_object($0, $1) }
    let stated = unsafe text { unsafe cp_malloc_version($0, $1) }
    let libc = unsafe String(cString: cp_libc_version())
    return classify(object: object, version: stated, libc: libc)
  }

  /// Names the allocator by the object that provides malloc; the C library for an unknown object.
  package static func classify(object: String?, version: String?, libc: String) -> MallocFacts {
    guard let object, !object.hasPrefix("libc.so"), !object.hasPrefix("libc-") else {
      return MallocFacts(name: "glibc", version: libc)
    }
    for name in ["jemalloc", "mimalloc"] where object.contains(name) {
      return MallocFacts(name: name, version: version)
    }
    return MallocFacts(name: object, version: nil)
  }

  private static func text(_ fill: (UnsafeMutablePointer<CChar>, Int) -> Bool) -> String? {
    var bytes = [CChar](repeating: 0, count: 128)
    let known = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe fill(base, buffer.count)
    }
    guard known else { return nil }
    let text = bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: text, as: UTF8.self)
  }
}
