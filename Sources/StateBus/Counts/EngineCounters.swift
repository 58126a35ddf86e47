internal import CPlatform
public import Machine

/// The engine's exact counts of its own work, by worker: deltas applied, bytes logged, and so on.
///
/// The same work from the same seed on one thread gives the same counts on every machine, whatever
/// backend and allocator do it. They are of the whole process, not of one store or log, because
/// that is what the tools that read them know: PAPI's software-defined events belong to processes.
/// Any program that links the engine can show them to such tools:
///
///     Counters.publish(EngineCounters.all, workers: 4)
///
/// Counting goes on whether anybody reads or not. It costs nothing for each delta; for each batch,
/// commit or call some nanoseconds on a worker, and some tens on a thread that is none. Reading
/// costs a load for one worker, and some microseconds for the process.
public enum EngineCounters {
  /// Every count: its name, its unit, what it counts, and how to read it.
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
