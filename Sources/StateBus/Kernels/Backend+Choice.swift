internal import CKernels
internal import Glibc

extension Backend {
  /// Every backend that was built, slowest first, usable here or not.
  public static let all: [Backend] = (0..<ck_kernel_count()).map {
    unsafe Backend(row: ck_kernel_at($0).pointee)
  }

  /// The backend called `name`; refuses one that is unknown or can't run here.
  public static func named(_ name: String) throws(BackendError) -> Backend {
    try named(name, among: all)
  }

  /// The fastest usable backend, or the one that `MMSB_BACKEND` names.
  public static func preferred() throws(BackendError) -> Backend {
    let forced = unsafe getenv(variable).map { unsafe String(cString: $0) }
    return try preferred(forced: forced, among: all)
  }

  /// The environment variable that forces a backend; unset and empty mean no choice.
  public static let variable = "MMSB_BACKEND"

  package static func named(
    _ name: String, among backends: [Backend]
  ) throws(BackendError) -> Backend {
    guard let backend = backends.first(where: { $0.name == name }) else {
      throw .unknown(name: name, known: backends.map(\.name))
    }
    guard backend.isUsable else { throw .unsupported(name: name, missing: backend.missing) }
    return backend
  }

  package static func preferred(
    forced: String?, among backends: [Backend]
  ) throws(BackendError) -> Backend {
    if let forced, !forced.isEmpty { return try named(forced, among: backends) }
    guard let fastest = backends.last(where: \.isUsable) else { throw .noneUsable }
    return fastest
  }
}
