internal import CPlatform
internal import Synchronization

/// The numbers of worker threads: each belongs to one thread of the process at a time.
///
/// Data kept per worker (exact counts) therefore has a single writer. Where two teams live at once,
/// a number held by a worker of the first team is refused to the second team's worker, which then
/// counts as a thread without a number.
package enum WorkerNumber {
  /// The first number that threads never get.
  package static let limit = 1024

  /// The calling thread's number; nil for a thread without one.
  package static var current: Int? {
    let number = Int(cp_worker())
    return number < 0 ? nil : number
  }

  /// Gives a number to the calling thread, which has none, unless another thread holds the number.
  package static func take(_ number: Int) {
    guard number < limit, holders.take(number) else { return }
    cp_worker_set(Int32(number))
  }

  /// Takes the calling thread's number back.
  package static func giveBack() {
    guard let number = current else { return }
    cp_worker_set(-1)
    holders.giveBack(number)
  }

  private static let holders = Holders()

  /// One bit for each number.
  private final class Holders: Sendable {
    // Acquiring and releasing: what the last holder wrote is seen by the next one.
    private let words = InlineArray<16, Atomic<UInt64>> { _ in Atomic(0) }

    func take(_ number: Int) -> Bool {
      let bit = UInt64(1) << UInt64(number % 64)
      return words[number / 64].bitwiseOr(bit, ordering: .acquiring).oldValue & bit == 0
    }

    func giveBack(_ number: Int) {
      words[number / 64].bitwiseAnd(~(1 << UInt64(number % 64)), ordering: .releasing)
    }
  }
}
