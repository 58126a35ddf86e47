internal import CPlatform
internal import Glibc

/// One joinable thread of a team, from its first to its last instruction.
struct WorkerThread {
  private let handle: pthread_t

  /// Starts a thread for every place and waits until each is pinned; stops all where one is not.
  static func start(_ state: TeamState) throws(PlacementError) -> [WorkerThread] {
    var threads: [WorkerThread] = []
    do throws(PlacementError) {
      for worker in state.places.indices {
        threads.append(try WorkerThread(worker, state))
        _ = state.finished(worker).wait(past: 0, spins: 0)
      }
      _ = try state.pinning.results()
    } catch {
      stop(threads, state)
      throw error
    }
    return threads
  }

  /// Ends the threads and waits until they are gone.
  static func stop(_ threads: [WorkerThread], _ state: TeamState) {
    guard !threads.isEmpty else { return }
    state.ask(.stop)
    for thread in threads { pthread_join(thread.handle, nil) }
  }

  private init(_ worker: Int, _ state: TeamState) throws(PlacementError) {
    // Safe: the new thread takes over the seat; a failed start releases the seat here.
    let seat = unsafe Unmanaged.passRetained(Seat(worker, state))
    var handle = pthread_t()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setstacksize(&attributes, StackedThread.byteCount)
    let code = unsafe pthread_create(&handle, &attributes, threadMain, seat.toOpaque())
    guard code == 0 else {
      unsafe seat.release()
      throw .threadRefused(worker: worker, code: code)
    }
    self.handle = handle
  }
}

/// The argument of a new thread: its number and its team.
private final class Seat {
  let worker: Int
  let state: TeamState

  init(_ worker: Int, _ state: TeamState) {
    self.worker = worker
    self.state = state
  }

  func occupy() {
    keepPersonsSignalsAway()
    unsafe cp_thread_name("mmsb-worker-\(worker)")
    WorkerNumber.take(worker)
    defer { WorkerNumber.giveBack() }
    state.pinning.fill(worker) { worker throws(PlacementError) in
      try state.places[worker].settle()
    }
    state.finished(worker).open(1)
    if worker == 0 { state.obey() } else { state.follow(as: worker) }
  }

  private func keepPersonsSignalsAway() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGTSTP] {
      unsafe sigaddset(&signals, signal)
    }
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
  }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument = unsafe argument else { return nil }
  unsafe Unmanaged<Seat>.fromOpaque(argument).takeRetainedValue().occupy()
  return nil
}

extension Place {
  /// Pins the calling thread to the place's CPU and gives it the place's memory policy.
  func settle() throws(PlacementError) {
    if let cpu {
      let code = Affinity.pinThread(to: cpu)
      guard code == 0 else { throw .pinningRefused(cpu: cpu, code: code) }
    }
    let refusal = memory.applyToThread()
    guard refusal == 0 else { throw .memoryPolicyRefused(nodes: memory.nodes, code: refusal) }
  }
}
