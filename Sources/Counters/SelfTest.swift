internal import CPlatform

/// The proof that a source counts: known work of three lengths, and what the counters said of each.
///
/// A query that succeeds proves nothing: guests and emulators answer for counters that never count.
package struct SelfTest: Equatable, Sendable {
  /// What the counters said of one length of work.
  package struct Reading: Equatable, Sendable {
    /// The work retires two instructions an iteration.
    package var iterations: UInt64
    package var instructions: UInt64
    package var cycles: UInt64
    /// Whether both counters were on the processor all the time.
    package var ranThroughout: Bool

    /// States a reading.
    package init(
      iterations: UInt64, instructions: UInt64, cycles: UInt64, ranThroughout: Bool = true
    ) {
      self.iterations = iterations
      self.instructions = instructions
      self.cycles = cycles
      self.ranThroughout = ranThroughout
    }
  }

  /// What the readings prove.
  package enum Verdict: Equatable, Sendable {
    case believed
    case neverRan
    case implausible(String)
  }

  /// One reading per length, shortest first.
  package let readings: [Reading]

  /// Keeps readings for judgement.
  package init(_ readings: [Reading]) {
    self.readings = readings
  }

  /// Two to eight million instructions: milliseconds at most, and long against a system call.
  static let lengths: [UInt64] = [1_000_000, 2_000_000, 4_000_000]

  /// Runs the work; here and nowhere else, so that the counted instructions are the same.
  static func work(_ iterations: UInt64) {
    cp_perf_spend(iterations)
  }

  /// Instructions within a hundredth, some cycles, and between a tenth
  /// and eight instructions a cycle.
  package var verdict: Verdict {
    guard !readings.isEmpty, readings.allSatisfy(\.ranThroughout) else { return .neverRan }
    for reading in readings {
      let expected = Double(reading.iterations) * 2
      let instructions = Double(reading.instructions)
      guard abs(instructions - expected) <= expected / 100 else {
        return .implausible("counted \(reading.instructions) instructions of \(Int(expected))")
      }
      let rate = instructions / Double(max(reading.cycles, 1))
      guard reading.cycles > 0, (0.1...8).contains(rate) else {
        return .implausible(
          "counted \(reading.cycles) cycles for \(reading.instructions) instructions")
      }
    }
    return .believed
  }
}
