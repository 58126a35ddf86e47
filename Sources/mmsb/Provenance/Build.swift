internal import Machine

/// The identity of this program: its version, its compiler, and a fingerprint of its own bytes.
package enum Build {
  /// The version of the command and the library.
  package static let version = "0.1.0"

  /// The fingerprint of the running program's bytes in 16 hexadecimal digits: builds that differ in
  /// one instruction differ here.
  package static func identifier() -> String {
    Fingerprint.ofRunningProgram()?.description ?? ""
  }

  /// The compiler's version, and whether it optimised.
  package static var compiler: String {
    let mode = isOptimised ? "optimised" : "not optimised"
    return "Swift \(compilerVersion), \(mode)"
  }

  private static var compilerVersion: String {
    #if compiler(>=6.4)
      "6.4 or newer"
    #else
      "6.3"
    #endif
  }

  private static var isOptimised: Bool {
    var isChecked = false
    assert(
      {
        isChecked = true
        return true
      }())
    return !isChecked
  }
}
