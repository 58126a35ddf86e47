internal import Glibc
internal import Synchronization

/// The wish to stop: Ctrl-C or a termination signal. Long work reads `isWanted` between steps.
///
/// The second signal ends the process at once; nothing is left half written under a final name,
/// because files get theirs only when they are complete.
package enum Interruption {
  /// The number of signals; written by the handler, read by the work. It publishes nothing else.
  private static let count = Atomic<Int>(0)

  /// Begins to listen.
  package static func listen() {
    for number in [SIGINT, SIGTERM] {
      var action = sigaction()
      unsafe action.__sigaction_handler.sa_handler = { _ in Interruption.signalled() }
      unsafe sigaction(number, &action, nil)
    }
    unblock()
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Unblocks the signals, since a parent's worker thread may have passed on a mask that blocks
  /// them.
  private static func unblock() {
    var wanted = sigset_t()
    unsafe sigemptyset(&wanted)
    for number in [SIGINT, SIGTERM] { unsafe sigaddset(&wanted, number) }
    unsafe sigprocmask(SIG_UNBLOCK, &wanted, nil)
  }

  /// Whether the work should stop.
  package static var isWanted: Bool { count.load(ordering: .relaxed) > 0 }

  private static func signalled() {
    if count.add(1, ordering: .relaxed).oldValue > 0 { _exit(ExitCode.interrupted.rawValue) }
  }
}
