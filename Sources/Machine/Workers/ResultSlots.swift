/// One slot per worker for the value or the error of its call.
///
/// A slot is written by its worker alone and read after all workers have finished; the crew's
/// gates order the accesses.
@safe
final class ResultSlots<Value, Failure: Error>: @unchecked Sendable {
  private let slots: UnsafeMutableBufferPointer<Result<Value, Failure>?>

  init(count: Int) {
    unsafe slots = .allocate(capacity: count)
    unsafe slots.initialize(repeating: nil)
  }

  deinit {
    unsafe slots.deinitialize()
    unsafe slots.deallocate()
  }

  /// Keeps the outcome of `body` in the worker's slot.
  func fill(_ worker: Int, _ body: (Int) throws(Failure) -> Value) {
    let outcome: Result<Value, Failure>
    do throws(Failure) {
      outcome = .success(try body(worker))
    } catch {
      outcome = .failure(error)
    }
    unsafe slots[worker] = outcome
  }

  /// The values in order, or the first error.
  func results() throws(Failure) -> [Value] {
    var values: [Value] = []
    for index in unsafe slots.indices {
      guard let slot = unsafe slots[index] else {
        preconditionFailure("every worker fills its slot")
      }
      values.append(try slot.get())
    }
    return values
  }
}
