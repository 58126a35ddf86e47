public import Machine

/// Publishes a program's own counts as PAPI's software-defined events, visible to any PAPI tool.
///
/// Each count appears once for the whole process, `sde:::mmsb::total::deltas_applied`, and once for
/// each of `workers` workers, `sde:::mmsb::w3::deltas_applied`: software-defined events belong to a
/// process, so each worker adds its own events to a set. A set reads the counts from zero at its
/// start. Counts are read only when a set reads them, so publishing is free while the program runs.
/// Publishing a name again replaces its count. The function may be called before or after PAPI is
/// initialised, from any thread; where PAPI refuses, the counts stay readable directly.
public func publish(_ counters: [ExactCounter], workers: Int) {
  precondition(workers >= 0, "there are no fewer than zero workers")
  PublishedEvents.publish(counters, workers: workers)
}
