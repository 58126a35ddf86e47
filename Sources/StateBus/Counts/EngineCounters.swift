internal import CPlatform
public import Machine

/// The engine's exact counts of its own work, by worker: deltas applied, bytes logged, and so on.
///
/// The same work from the same seed on one thread gives the same counts on every machine, whatever
/// backend and allocator do it. The counts cover the whole process, not one store or log, because
/// the tools that read them know processes only, as PAPI's software-defined events do. Any program
/// that links the engine can publish the counts to such tools:
///
///     Counters.publish(EngineCounters.all, workers: 4)
///
/// Counting goes on with or without a reader. It costs nothing for each delta; for each batch,
/// commit or call some nanoseconds on a worker, and some tens on a thread that is not a worker.
/// Reading costs a load for one worker, and some microseconds for the process.
public enum EngineCounters {
  /// Every count: its name, its unit, its meaning, and the closure that reads it.
  public static let all: [ExactCounter] = EngineCount.allCases.map { count in
    let (name, unit, about) = count.description
    return ExactCounter(name: name, unit: unit, about: about) { worker in
      table.read(count, worker: worker)
    }
  }

  /// The lane that the calling thread counts in.
  @inline(__always)
  static var lane: CountLane { table.lane(cp_worker_or_thread()) }

  private static let table = CountTable()
}
