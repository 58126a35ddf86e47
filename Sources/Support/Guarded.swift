package import Glibc

/// A value that one thread at a time may touch, behind a POSIX mutex.
///
/// Prefer it to `Mutex` of Synchronization: the thread sanitizer follows POSIX mutexes, but can't
/// see the slow path of `Mutex`, and reports every contended one as a race. Each use costs one
/// lock call and one unlock call. A body that locks the same value again traps instead of waiting
/// for ever.
@safe
package struct Guarded<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  // Safe: both live as long as this owner; `value` is touched only while `mutex` is held.
  @usableFromInline package let mutex: UnsafeMutablePointer<pthread_mutex_t>
  @usableFromInline package let value: UnsafeMutablePointer<Value>

  /// Takes a value that nothing else refers to.
  @inlinable package init(_ value: consuming sending Value) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe makeMutex(at: UnsafeMutableRawPointer(mutex))
    unsafe self.value = .allocate(capacity: 1)
    unsafe self.value.initialize(to: value)
  }

  @inlinable deinit {
    unsafe value.deinitialize(count: 1)
    unsafe value.deallocate()
    unsafe pthread_mutex_destroy(mutex)
    unsafe mutex.deallocate()
  }

  /// Runs `body` on the value, alone.
  @inlinable package borrowing func withLock<Result: ~Copyable, Failure: Error>(
    _ body: (inout Value) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let code = unsafe pthread_mutex_lock(mutex)
    precondition(code == 0, "a closure that was lent a guarded value can't ask its owner again")
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try unsafe body(&value.pointee)
  }

  /// Runs `body` on the value, alone; does nothing while another call holds the value.
  @inlinable package borrowing func withLockIfFree(_ body: (inout Value) -> Void) {
    guard unsafe pthread_mutex_trylock(mutex) == 0 else { return }
    defer { unsafe pthread_mutex_unlock(mutex) }
    unsafe body(&value.pointee)
  }
}

/// Makes a mutex in the given memory; a second lock by its holder is an error, not a deadlock.
@usableFromInline
package func makeMutex(at memory: UnsafeMutableRawPointer) {
  let mutex = unsafe memory.initializeMemory(as: pthread_mutex_t.self, to: pthread_mutex_t())
  var kind = pthread_mutexattr_t()
  unsafe pthread_mutexattr_init(&kind)
  unsafe pthread_mutexattr_settype(&kind, Int32(PTHREAD_MUTEX_ERRORCHECK))
  let code = unsafe pthread_mutex_init(mutex, &kind)
  precondition(code == 0, "a mutex of this process can always be made")
}
