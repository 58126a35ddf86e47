package import Support

/// A clock that can't time a batch.
package enum ClockError: KindedError, Equatable {
  /// A reading was lower than the one before.
  case goesBack(nanoseconds: UInt64)
  /// So many readings were all the same.
  case stands(readings: Int)
  /// Readings stay the same for longer than a microsecond.
  case coarse(stepNanoseconds: UInt64)

  package var kind: ErrorKind { .environment }

  /// The stable word for the `reason_code` column.
  package var reasonCode: String {
    switch self {
    case .goesBack: "clock_goes_back"
    case .stands: "clock_stands"
    case .coarse: "clock_coarse"
    }
  }

  /// One line: the fact, and the way out.
  package var description: String {
    let fact =
      switch self {
      case .goesBack(let count): "went back by \(count) ns"
      case .stands(let count): "stood still over \(count) readings"
      case .coarse(let step): "advances in steps of \(step) ns, and a batch needs 1000 ns or less"
      }
    return "the system's monotonic clock \(fact), so nothing can be timed; "
      + "choose another clock source, see mmsb caps"
  }
}

extension Clock {
  /// Measures a clock that has passed the check: it moves, never back, in steps of a microsecond at
  /// most. Takes well under a millisecond where the clock is sound, and some seconds at most.
  package static func checked(_ now: () -> UInt64 = Clock.now) throws(ClockError) -> Clock {
    try check(now)
    return measured()
  }

  /// The longest step of a clock that can time batches.
  private static let stepLimit: UInt64 = 1_000
  /// The steps that are looked at, and the readings after which a clock counts as standing: those
  /// of some 50 ms, several times the coarsest step of a kernel's clocks.
  private static let checkedSteps = 8
  private static let readingLimit = 2_000_000

  /// A clock whose readings differ each time is as fine as its readings are quick; only one that
  /// repeats a reading shows its step.
  private static func check(_ now: () -> UInt64) throws(ClockError) {
    var (last, repeats, steps, least) = (now(), 0, 0, UInt64.max)
    for _ in 0..<readingLimit {
      let reading = now()
      if reading < last { throw .goesBack(nanoseconds: last - reading) }
      if reading == last { repeats += 1 }
      if reading > last {
        steps += 1
        least = min(least, reading - last)
        if steps >= checkedSteps, repeats == 0 || least <= stepLimit { return }
        if steps >= checkedSteps { throw .coarse(stepNanoseconds: least) }
      }
      last = reading
    }
    guard steps > 0 else { throw .stands(readings: readingLimit) }
    throw .coarse(stepNanoseconds: least)
  }

  /// The time of a batch between two readings; an error where the clock didn't move on between
  /// them, and doesn't at all or went back.
  static func length(
    from start: UInt64, to end: UInt64, _ now: () -> UInt64 = Clock.now
  ) throws(WorkError) -> UInt64 {
    if end > start { return end - start }
    do throws(ClockError) {
      if end < start { throw ClockError.goesBack(nanoseconds: start - end) }
      try check(now)
    } catch { throw .environment(error.description, code: error.reasonCode) }
    return 0
  }

  /// The nanoseconds since an earlier reading; 0 for a later one, as a clock that goes back gives.
  package static func elapsed(since start: UInt64) -> UInt64 {
    let reading = now()
    return reading > start ? reading - start : 0
  }
}
