internal import Machine

/// The canary run again and again for some seconds: neighbours show in it as time that the same
/// work needed more than usual.
package struct CanaryWatch: Equatable, Sendable {
  /// The median time of a canary, and the time of the slowest of a hundred.
  package var medianNanoseconds: Double
  package var p99Nanoseconds: Double
  /// The share of all time beyond what every canary would have taken at the median.
  package var lostShare: Double
  /// The share of CPU time that the hypervisor gave to others meanwhile; nil where it isn't shown.
  package var stolenShare: Double?

  /// Runs on the calling thread for so many seconds; nil when `shouldStop` said so. `progress`
  /// hears the share that is done.
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
        times.append(Double(Clock.now() - began))
      }
      if shouldStop() { return nil }
      progress(min(1, Double(Clock.now() - start) / Double(max(length, 1))))
    } while Clock.now() - start < length
    precondition(chain != 0, "the canary's chain never reaches zero")
    return CanaryWatch(
      times, stolenShare: LoadFacts.stolenShare(from: before, to: LoadFacts.read()))
  }

  /// Sums the times of canaries up.
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
