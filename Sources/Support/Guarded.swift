package import Glibc

/// A value that one thread at a time may touch, behind a POSIX mutex.
///
/// Prefer it to `Mutex` of Synchronization: the thread sanitizer follows POSIX mutexes, but can't
/// see the slow path of `Mutex`, and reports every contended one as a race. Costs one call to lock
/// and one to unlock; not recursive.
@safe
package struct Guarded<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
  // Safe: both live as long as this owner; `value` is touched only while `mutex` is held.
  @usableFromInline package let mutex: UnsafeMutablePointer<pthread_mutex_t>
  @usableFromInline package let value: UnsafeMutablePointer<Value>

  /// Takes a value that nothing else refers to.
  @inlinable package init(_ value: consuming sending Value) {
    unsafe mutex = .allocate(capacity: 1)
    unsafe mutex.initialize(to: pthread_mutex_t())
    let code = unsafe pthread_mutex_init(mutex, nil)
    precondition(code == 0, "a plain mutex can always be made")
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
    unsafe pthread_mutex_lock(mutex)
    defer { unsafe pthread_mutex_unlock(mutex) }
    return try unsafe body(&value.pointee)
  }
}
