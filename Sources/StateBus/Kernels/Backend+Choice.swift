internal import CKernels
internal import Glibc

extension Backend {
  /// Every backend that was built, slowest first, with the reason where one can't run here.
  public static let entries: [BackendEntry] = (0..<ck_kernel_count()).map {
    unsafe BackendEntry(ck_kernel_at($0).pointee)
  }

  /// The backends that can run here, slowest first; the first is the portable one.
  public static let usable: [Backend] = entries.compactMap { try? $0.backend() }

  /// The backend called `name`; refuses one that is unknown or can't run here.
  public static func named(_ name: String) throws(BackendError) -> Backend {
    try named(name, among: entries)
  }

  /// The fastest usable backend, or the one that `MMSB_BACKEND` names.
  public static func preferred() throws(BackendError) -> Backend {
    let forced = unsafe getenv(variable).map { unsafe String(cString: $0) }
    return try preferred(forced: forced, among: entries)
  }

  /// The environment variable that forces a backend; unset and empty mean no choice.
  public static let variable = "MMSB_BACKEND"

  package static func named(
    _ name: String, among entries: [BackendEntry]
  ) throws(BackendError) -> Backend {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw .unknown(name: name, known: entries.map(\.name))
    }
    return try entry.backend()
  }

  package static func preferred(
    forced: String?, among entries: [BackendEntry]
  ) throws(BackendError) -> Backend {
    if let forced, !forced.isEmpty { return try named(forced, among: entries) }
    guard let fastest = entries.last(where: \.isUsable) else { throw .noneUsable }
    return try fastest.backend()
  }
}
