internal import Glibc

/// Threads with a stack of a known size, since `ulimit -s` decides the size of others.
package enum StackedThread {
  /// The size of the stack, the usual one on Linux.
  package static let byteCount = 8 << 20

  /// Runs `body` on a new thread and waits for its end; 0, or the errno value of a refusal.
  package static func run(_ body: @escaping () -> Void) -> Int32 {
    // Safe: the thread takes over the reference; where there is no thread it is released here.
    let call = unsafe Unmanaged.passRetained(Call(body))
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setstacksize(&attributes, byteCount)
    var thread = pthread_t()
    let code = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Call>.fromOpaque(argument).takeRetainedValue().body()
        return nil
      }, call.toOpaque())
    guard code == 0 else {
      unsafe call.release()
      return code
    }
    pthread_join(thread, nil)
    return 0
  }

  private final class Call {
    let body: () -> Void

    init(_ body: @escaping () -> Void) { self.body = body }
  }
}
