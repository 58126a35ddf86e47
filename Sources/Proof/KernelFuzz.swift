internal import Oracle
package import StateBus
internal import Support

/// Every kernel of every usable backend against the reference model, on inputs drawn from a seed.
///
/// Run `i` of seed S is the same case on every machine: its generator starts at S + i, so one run
/// of that seed alone repeats a failure.
package struct KernelFuzz: Sendable {
  /// A difference from the model, after shrinking.
  package struct Failure: Equatable, Sendable, CustomStringConvertible {
    package let backend: String
    package let operation: String
    /// The seed that draws the case in its first run.
    package let seed: UInt64
    /// The case that still fails after shrinking.
    package let smallest: KernelCase

    package var description: String {
      "\(backend): \(operation) differs from the model; smallest case: \(smallest)"
    }

    /// The command that repeats the failure.
    package var command: String { "mmsb fuzz kernels --runs 1 --seed \(seed)" }
  }

  /// The result of a fuzz run.
  package struct Report: Equatable, Sendable {
    /// Cases run; each goes through every operation of every backend.
    package var runCount = 0
    /// The page bytes checked, summed over the operations, counted once for all backends.
    package var byteCount = 0
    package var failure: Failure?
  }

  /// The backends that are checked.
  package let backends: [Backend]
  /// The longest buffer that is drawn.
  package let longest: Int

  /// Makes a fuzz of these backends; by default, all usable ones.
  package init(backends: [Backend] = Backend.usable, longest: Int = 65_601) {
    precondition(!backends.isEmpty, "a fuzz without backends finds nothing")
    self.backends = backends
    self.longest = longest
  }

  /// Runs cases until one fails, `runs` are done, or `byteCount` page bytes are checked.
  ///
  /// `progress` gets the report after every case.
  package func run(
    seed: UInt64, runs: Int? = nil, byteCount: Int? = nil, progress: (Report) -> Void = { _ in }
  ) -> Report {
    precondition(runs != nil || byteCount != nil, "a fuzz needs an end: runs or bytes")
    var report = Report()
    while report.failure == nil, report.runCount < runs ?? .max,
      report.byteCount < byteCount ?? .max
    {
      let seed = seed &+ UInt64(report.runCount)
      let input = drawn(seed)
      report.failure = failure(input, seed: seed)
      report.runCount += 1
      report.byteCount += input.byteCount * KernelCheck.operations.count
      progress(report)
    }
    return report
  }

  /// The case of a seed.
  package func drawn(_ seed: UInt64) -> KernelCase {
    var random = SplitMix64(seed: seed)
    return KernelCase(longest: longest, random: &random)
  }

  private func failure(_ input: KernelCase, seed: UInt64) -> Failure? {
    for backend in backends {
      guard let operation = KernelCheck.firstDifference(backend, input) else { continue }
      let smallest = KernelShrinker.smallest(input) {
        KernelCheck.firstDifference(backend, $0) == operation
      }
      return Failure(
        backend: backend.name, operation: operation, seed: seed, smallest: smallest)
    }
    return nil
  }
}
