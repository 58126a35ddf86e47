import Foundation

/// Plain threads for tests that race.
public enum Threads {
  /// Runs `body` on `count` threads that start together, and answers the results by index.
  public static func run<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    let gate = NSCondition()
    nonisolated(unsafe) var results = [Result?](repeating: nil, count: count)
    nonisolated(unsafe) var (waiting, finished) = (0, 0)
    for index in 0..<count {
      Thread.detachNewThread {
        gate.lock()
        unsafe waiting += 1
        gate.broadcast()
        while unsafe waiting < count { gate.wait() }
        gate.unlock()
        let result = body(index)
        gate.lock()
        unsafe results[index] = result
        unsafe finished += 1
        gate.broadcast()
        gate.unlock()
      }
    }
    gate.lock()
    while unsafe finished < count { gate.wait() }
    defer { gate.unlock() }
    return unsafe results.compactMap(\.self)
  }
}
