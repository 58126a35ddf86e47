internal import CPlatform
internal import Synchronization

/// The numbers that worker threads go by: each belongs to one thread of the process at a time.
///
/// What is kept for each worker by itself (exact counts) so has a single writer. Where two teams
/// live at once, the number that the first one's worker holds is refused to the other's, and that
/// one counts among the threads that are no workers.
package enum WorkerNumber {
  /// Numbers from here on are given to nobody.
  package static let limit = 1024

  /// The calling thread's number, nil where it has none.
  package static var current: Int? {
    let number = Int(cp_worker())
    return number < 0 ? nil : number
  }

  /// Gives the calling thread, which has none, a number unless another thread holds it.
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
