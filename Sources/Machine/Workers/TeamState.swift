/// What the threads of one team share: the gates between them and the job in hand.
///
///     caller ──call──► worker 0 ──start──► workers 1…n-1
///     caller ◄─answer─ worker 0 ◄─finished[i]─ each of them
///
/// Plain fields travel through the gates. `command` is written by the caller before `call` opens
/// and read by worker 0 after. `job` is written by worker 0 before `start` opens, read by the
/// others after, and cleared by worker 0 once each of them has opened its `finished`. Rounds count
/// from 1: each worker opens its `finished` at 1 when it is pinned, or has failed to be.
@safe
final class TeamState: @unchecked Sendable {
  // Sendable: see above; between gates `round` and `job` belong to worker 0, `calls` and
  // `command` to the caller.

  /// What the caller wants of worker 0.
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

  /// Looks before a waiting worker falls asleep: about a millisecond of pauses.
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

  /// The caller: hands worker 0 a command; waits for the answer, or for none after `stop`.
  func ask(_ command: Command) {
    let before = calls
    calls &+= 1
    self.command = command
    call.open(calls)
    guard case .lead = command else { return }
    _ = answer.wait(past: before, spins: 0)
    self.command = .stop
  }

  /// Worker 0: runs the job on every worker, its own share in place, and waits for the others.
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

  /// Worker 0: does what the caller wants until that is to stop, then sends the others home.
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

  /// Calls the caller's closure; apart, so that the closure is let go before `answer` opens.
  @inline(never)
  private func lead() -> Bool {
    guard case .lead(let body) = command else { return false }
    body(Crew(self))
    return true
  }

  /// Workers 1 and up: takes part in each job until there is none.
  func follow(as worker: Int) {
    let finished = finished(worker)
    var seen: UInt32 = 0
    while true {
      seen = start.wait(past: seen, spins: Self.spins)
      guard takePart(as: worker) else { return }
      finished.open(seen)
    }
  }

  /// Calls the job; a function of its own so that the closure is let go before `finished` opens.
  @inline(never)
  private func takePart(as worker: Int) -> Bool {
    guard let job else { return false }
    job(worker)
    return true
  }
}
