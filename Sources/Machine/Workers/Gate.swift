internal import CPlatform
internal import Synchronization

/// A counter that one thread opens and another waits at: first spinning, then asleep.
///
///     opener:  word.store(n)  seq_cst ──► sleepers.load  seq_cst ──► wake, if any sleeps
///     waiter:  word.load      acquire, spinning
///              sleepers.add   seq_cst ──► futex: the kernel compares the word again ──► asleep
///
/// Everything written before `open` is seen after the `wait` that returns its count: the
/// store of the word publishes, the waiter's acquiring load of the word receives. Wakes
/// are never lost: both sides write first and read second in one total order, so either the
/// opener sees the sleeper or the kernel sees the new word. A spinning waiter returns in the
/// time of one cache line transfer.
///
/// The storage belongs to the maker of the gate and must outlive both threads.
@safe
struct Gate: @unchecked Sendable {
  // Sendable: all shared state is atomic.

  /// The bytes of one gate: two cache lines, so that neighbours don't share a prefetched pair.
  static let byteCount = 128

  private let word: UnsafeMutablePointer<Atomic<UInt32>>
  private let sleepers: UnsafeMutablePointer<Atomic<UInt32>>

  /// A closed gate at count 0 in `byteCount` zeroed bytes, aligned to `byteCount`.
  @unsafe init(zeroed storage: UnsafeMutableRawPointer) {
    // Safe: both words lie inside the gate's own bytes, and a zeroed word is an atomic zero.
    unsafe word = storage.bindMemory(to: Atomic<UInt32>.self, capacity: 1)
    unsafe sleepers = (storage + 64).bindMemory(to: Atomic<UInt32>.self, capacity: 1)
  }

  /// Sets the count and wakes the threads that wait for a change.
  func open(_ count: UInt32) {
    unsafe word.pointee.store(count, ordering: .sequentiallyConsistent)
    guard unsafe sleepers.pointee.load(ordering: .sequentiallyConsistent) > 0 else { return }
    unsafe cp_futex_wake_all(word)
  }

  /// Waits until the count differs from `seen`, and returns the count; sleeps after `spins` loads.
  func wait(past seen: UInt32, spins: Int) -> UInt32 {
    for _ in 0..<spins {
      let count = unsafe word.pointee.load(ordering: .acquiring)
      if count != seen { return count }
      cp_pause()
    }
    return sleep(past: seen)
  }

  private func sleep(past seen: UInt32) -> UInt32 {
    unsafe sleepers.pointee.add(1, ordering: .sequentiallyConsistent)
    defer { unsafe sleepers.pointee.subtract(1, ordering: .relaxed) }
    while true {
      let count = unsafe word.pointee.load(ordering: .sequentiallyConsistent)
      if count != seen { return count }
      unsafe cp_futex_wait(word, seen)
    }
  }
}
