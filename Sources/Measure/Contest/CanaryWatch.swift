internal import Machine

/// The canary repeated for some seconds: neighbours show as extra time for the same work.
package struct CanaryWatch: Equatable, Sendable {
  /// The median time of a canary, and the 99th percentile.
  package var medianNanoseconds: Double
  package var p99Nanoseconds: Double
  /// The share of all time beyond what every canary would have taken at the median.
  package var lostShare: Double
  /// The share of CPU time that the hypervisor gave to others meanwhile; nil where it is unknown.
  package var stolenShare: Double?

  /// Runs on the calling thread for that many seconds; nil when `shouldStop` answers true.
  /// `progress` receives the share that is done.
  package static func run(
    seconds: Double, progress: (Double) -> Void, shouldStop: () -> Bool
  ) -> CanaryWatch? {
    let before = LoadFacts.read(), start = Clock.now()
    let length = UInt64(exactly: (seconds * 1e9).rounded()) ?? 0
    var times: [Double] = []
    var chain: UInt64 = 1
    repeat {
      for _ in 0..<32 {
        let began = Clock.now()
        chain = Canary.run(from: chain)
        times.append(Double(Clock.elapsed(since: began)))
      }
      if shouldStop() { return nil }
      progress(min(1, Double(Clock.elapsed(since: start)) / Double(max(length, 1))))
    } while Clock.elapsed(since: start) < length
    precondition(chain != 0, "the canary's chain never reaches zero")
    return CanaryWatch(
      times, stolenShare: LoadFacts.stolenShare(from: before, to: LoadFacts.read()))
  }

  /// Summarises the times of canaries.
  package init(_ times: [Double], stolenShare: Double?) {
    precondition(!times.isEmpty, "a watch saw a canary")
    let sorted = times.sorted()
    medianNanoseconds = Statistics.quantile(sorted: sorted, 0.5)
    p99Nanoseconds = Statistics.quantile(sorted: sorted, 0.99)
    let median = medianNanoseconds
    let lost = times.reduce(0) { $0 + max(0, $1 - median) }
    lostShare = lost / max(times.reduce(0, +), 1)
    self.stolenShare = stolenShare
  }
}
