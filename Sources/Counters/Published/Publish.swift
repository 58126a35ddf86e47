public import Machine

/// Publishes a program's own counts as PAPI's software-defined events, where any PAPI tool sees
/// them.
///
/// Each count appears once for the whole process, `sde:::mmsb::total::deltas_applied`, and once for
/// each of `workers` workers, `sde:::mmsb::w3::deltas_applied`: software-defined events belong to a
/// process, so a worker that wants its own adds its own. A set reads them from zero at its start.
/// Nothing is read until somebody asks, so publishing costs the program nothing while it runs.
/// Publishing a name again puts the new count in the old one's place. May be called before or
/// after PAPI is initialised, from any thread; where PAPI refuses, the counts stay readable by
/// themselves.
public func publish(_ counters: [ExactCounter], workers: Int) {
  precondition(workers >= 0, "there are no fewer than zero workers")
  PublishedEvents.publish(counters, workers: workers)
}
