internal import Glibc
internal import Synchronization

/// The wish to stop: Ctrl-C, a termination signal, or the end of the terminal. Long work reads
/// `isWanted` between steps.
///
/// The second signal ends the process at once, as a kill would: what was finished stays readable.
package enum Interruption {
  /// The number of signals; written by the handler, read by the work. It publishes nothing else.
  private static let count = Atomic<Int>(0)

  /// Begins to listen. A hang-up that the caller ignores, as nohup does, stays ignored.
  package static func listen() {
    let signals = [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
    for number in signals {
      var action = sigaction()
      unsafe action.__sigaction_handler.sa_handler = { _ in Interruption.signalled() }
      unsafe sigaction(number, &action, nil)
    }
    unblock(signals)
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard unsafe sigaction(number, nil, &action) == 0 else { return false }
    // Compared as numbers: SIG_IGN is no function.
    let handler = unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
    return unsafe handler == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Unblocks the signals, since a parent's worker thread may have passed on a mask that blocks
  /// them.
  private static func unblock(_ signals: [Int32]) {
    var wanted = sigset_t()
    unsafe sigemptyset(&wanted)
    for number in signals { unsafe sigaddset(&wanted, number) }
    unsafe sigprocmask(SIG_UNBLOCK, &wanted, nil)
  }

  /// Whether the work should stop.
  package static var isWanted: Bool { count.load(ordering: .relaxed) > 0 }

  private static func signalled() {
    if count.add(1, ordering: .relaxed).oldValue > 0 { _exit(ExitCode.interrupted.rawValue) }
  }
}
