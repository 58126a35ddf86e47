internal import Glibc

/// The C library's text for an errno value.
package func systemErrorText(_ code: Int32) -> String {
  // Safe: strerror answers a constant or thread-local string for any number.
  unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
}

/// Ids for a message: "0, 1, 2", or "none".
package func listed(_ ids: [Int]) -> String {
  ids.isEmpty ? "none" : ids.map(String.init).joined(separator: ", ")
}
