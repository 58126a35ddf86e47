/// The shared state of the threads of one team: the gates between them and the current job.
///
///     caller ──call──► worker 0 ──start──► workers 1…n-1
///     caller ◄─answer─ worker 0 ◄─finished[i]─ each of them
///
/// The gates publish the plain fields. `command` is written by the caller before `call` opens
/// and read by worker 0 after. `job` is written by worker 0 before `start` opens, read by the
/// others after, and cleared by worker 0 once each of them has opened its `finished`. Rounds count
/// from 1: each worker opens its `finished` at 1 when it is pinned, or has failed to be.
@safe
final class TeamState: @unchecked Sendable {
  // Sendable: see above; between gates `round` and `job` belong to worker 0, `calls` and
  // `command` to the caller.

  /// The commands of the caller to worker 0.
  enum Command {
    case lead((borrowing Crew) -> Void)
    case stop
  }

  let places: [Place]
  let pinning: ResultSlots<Void, PlacementError>

  private let call: Gate
  private let answer: Gate
  private let start: Gate
  private let storage: UnsafeMutableRawPointer
  private var command = Command.stop
  private var calls: UInt32 = 0
  private var round: UInt32 = 1
  private var job: ((Int) -> Void)?

  /// Loads before a waiting worker sleeps: about a millisecond of pauses.
  private static let spins = 1 << 14

  init(places: [Place]) {
    self.places = places
    pinning = ResultSlots(count: places.count)
    let byteCount = (3 + places.count) * Gate.byteCount
    let storage = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: Gate.byteCount)
    unsafe storage.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    call = unsafe Gate(zeroed: storage)
    answer = unsafe Gate(zeroed: storage + Gate.byteCount)
    start = unsafe Gate(zeroed: storage + 2 * Gate.byteCount)
    unsafe self.storage = unsafe storage
  }

  deinit {
    unsafe storage.deallocate()
  }

  /// The gate that a worker opens when it is pinned, and after each job.
  func finished(_ worker: Int) -> Gate {
    precondition(places.indices.contains(worker), "a worker's number is below the team's count")
    return unsafe Gate(zeroed: storage + (3 + worker) * Gate.byteCount)
  }

  /// The caller: passes a command to worker 0 and waits for the answer, except after `stop`.
  func ask(_ command: Command) {
    let before = calls
    calls &+= 1
    self.command = command
    call.open(calls)
    guard case .lead = command else { return }
    _ = answer.wait(past: before, spins: 0)
    self.command = .stop
  }

  /// Worker 0: runs the job on every worker, itself included, and waits for the others.
  func runTogether(_ job: @escaping (Int) -> Void) {
    precondition(self.job == nil, "a worker's job can't run another job on the crew")
    let before = round
    round &+= 1
    self.job = job
    start.open(round)
    job(0)
    for worker in 1..<places.count {
      _ = finished(worker).wait(past: before, spins: Self.spins)
    }
    self.job = nil
  }

  /// Worker 0: runs the caller's commands until `stop`, then ends the other workers.
  func obey() {
    var seen: UInt32 = 0
    while true {
      seen = call.wait(past: seen, spins: 0)
      guard lead() else { break }
      answer.open(seen)
    }
    round &+= 1
    start.open(round)
  }

  /// Calls the caller's closure; a separate function releases the closure before `answer` opens.
  @inline(never)
  private func lead() -> Bool {
    guard case .lead(let body) = command else { return false }
    body(Crew(self))
    return true
  }

  /// Workers 1 and up: runs each job until a round without a job.
  func follow(as worker: Int) {
    let finished = finished(worker)
    var seen: UInt32 = 0
    while true {
      seen = start.wait(past: seen, spins: Self.spins)
      guard takePart(as: worker) else { return }
      finished.open(seen)
    }
  }

  /// Calls the job; a separate function releases the closure before `finished` opens.
  @inline(never)
  private func takePart(as worker: Int) -> Bool {
    guard let job else { return false }
    job(worker)
    return true
  }
}
