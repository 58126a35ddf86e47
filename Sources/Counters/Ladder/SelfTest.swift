internal import CPlatform

/// The proof that a source counts: known work of three lengths, and the counters' values for each.
///
/// A query that succeeds is not a proof: guests and emulators answer for counters that never count.
package struct SelfTest: Equatable, Sendable {
  /// The counters' values for one length of work.
  package struct Reading: Equatable, Sendable {
    /// The work retires two instructions an iteration.
    package var iterations: UInt64
    package var instructions: UInt64
    package var cycles: UInt64
    /// Whether both counters were on the processor all the time.
    package var ranThroughout: Bool

    /// Makes a reading.
    package init(
      iterations: UInt64, instructions: UInt64, cycles: UInt64, ranThroughout: Bool = true
    ) {
      self.iterations = iterations
      self.instructions = instructions
      self.cycles = cycles
      self.ranThroughout = ranThroughout
    }
  }

  /// The verdicts on the readings.
  package enum Verdict: Equatable, Sendable {
    case believed
    case neverRan
    case implausible(String)
  }

  /// The readings in the order of time; a repeated length shows their variation.
  package let readings: [Reading]

  /// Makes a test of readings.
  package init(_ readings: [Reading]) {
    self.readings = readings
  }

  /// Two to eight million instructions, one length three times: milliseconds at most, and long
  /// against a system call.
  static let lengths: [UInt64] = [1_000_000, 2_000_000, 4_000_000, 2_000_000, 2_000_000]

  /// Runs the work; a single function, so that the counted instructions are the same.
  package static func work(_ iterations: UInt64) {
    cp_perf_spend(iterations)
  }

  /// Instructions within a hundredth, some cycles, between a tenth and eight instructions a cycle,
  /// more of both for more work, and instructions that vary by no more than a ten-thousandth.
  package var verdict: Verdict {
    guard !readings.isEmpty, readings.allSatisfy(\.ranThroughout) else { return .neverRan }
    let doubts = readings.lazy.compactMap(Self.doubt)
    return (doubts.first ?? varied ?? disordered).map(Verdict.implausible) ?? .believed
  }

  /// The fault of one reading by itself; nil for a plausible one.
  private static func doubt(_ reading: Reading) -> String? {
    let expected = Double(reading.iterations) * 2
    let instructions = Double(reading.instructions)
    guard abs(instructions - expected) <= expected / 100 else {
      return "counted \(reading.instructions) instructions of \(Int(expected))"
    }
    let rate = instructions / Double(max(reading.cycles, 1))
    guard reading.cycles > 0, (0.1...8).contains(rate) else {
      return "counted \(reading.cycles) cycles for \(reading.instructions) instructions"
    }
    return nil
  }

  /// The range of readings of the same work, where it is too wide.
  private var varied: String? {
    for reading in readings {
      let same = readings.filter { $0.iterations == reading.iterations }.map(\.instructions)
      guard let least = same.min(), let most = same.max(), most - least > least / 10_000 else {
        continue
      }
      return "counted \(least) to \(most) instructions of the same work"
    }
    return nil
  }

  /// The case where more work counted less; nil where the order is right.
  private var disordered: String? {
    let ordered = readings.sorted { $0.iterations < $1.iterations }
    for (short, long) in zip(ordered, ordered.dropFirst()) where short.iterations < long.iterations
    {
      guard long.instructions > short.instructions, long.cycles > short.cycles else {
        return "counted \(long.cycles) cycles for more work than took \(short.cycles)"
      }
    }
    return nil
  }
}
