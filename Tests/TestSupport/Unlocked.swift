internal import StateBus
internal import Support
internal import Glibc

/// Repeats a call while a file's lock is held elsewhere, for up to five seconds.
///
/// A process that another test starts holds a copy of every open file, and so of its lock, between
/// fork and exec.
package func onceUnlocked<Result>(_ call: () throws -> Result) throws -> Result {
  for _ in 0..<500 {
    do { return try call() } catch {
      guard isAboutALock(error) else { throw error }
      usleep(10_000)
    }
  }
  return try call()
}

private func isAboutALock(_ error: any Error) -> Bool {
  if case .locked = error as? LogError { return true }
  return (error as? FileError)?.isHeldElsewhere ?? false
}
