internal import Glibc

/// The soft limits that the kernel puts on this process; nil for none.
package enum ProcessLimits {
  /// The limit on the address space (`ulimit -v`).
  package static var addressSpace: Int? { limit(__rlimit_resource_t(RLIMIT_AS.rawValue)) }
  /// The limit on the stack of the first thread (`ulimit -s`).
  package static var stack: Int? { limit(__rlimit_resource_t(RLIMIT_STACK.rawValue)) }

  private static func limit(_ resource: __rlimit_resource_t) -> Int? {
    var limit = rlimit()
    guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur != .max else { return nil }
    return Int(exactly: limit.rlim_cur)
  }
}
