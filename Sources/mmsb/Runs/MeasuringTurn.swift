internal import Glibc
internal import Machine
internal import Measure
internal import Support

/// This process's turn to measure: at most one mmsb of a user times anything on a machine, or both
/// are told.
///
/// The turn lasts as long as the object. A gate's worker processes measure in the turn of the gate.
final class MeasuringTurn {
  /// The other mmsb that was measuring when this one began, in words; nil where there was none.
  let other: String?
  private let lock: File?

  private init(_ lock: File?, other: String? = nil) {
    self.lock = lock
    self.other = other
  }

  /// The manifest's member about the other process; none without one.
  var members: [JSONMember] { other.map { [JSONMember("measured_beside", .string($0))] } ?? [] }

  /// Takes the turn, or tells that another process has it; with `waits`, waits for its end. Nil
  /// where the user interrupted the waiting. A lock that can't be made is a note and no obstacle.
  static func take(_ console: Console, waits: Bool) -> MeasuringTurn? {
    let line = ProgressLine(console)
    defer { line.finish() }
    var isTold = false
    while true {
      do throws(FileError) { return MeasuringTurn(try MeasuringLock.take()) } catch {
        guard error.isHeldElsewhere else {
          console.note("can't see whether another mmsb measures on this machine: \(error)")
          return MeasuringTurn(nil)
        }
        let holder = error.holder.map { "process \($0)" } ?? "an unknown process"
        guard waits else {
          console.note(
            "another mmsb, \(holder), measures on this machine: both are disturbed; --wait waits")
          return MeasuringTurn(nil, other: holder)
        }
        if !isTold { console.note("waiting for another mmsb, \(holder)") }
        isTold = true
        line.show("waiting for another mmsb, \(holder)", secondsLeft: nil)
      }
      if Interruption.isWanted { return nil }
      usleep(100_000)
    }
  }
}

extension Option {
  static let wait = Option("wait", "wait while another mmsb of yours measures on this machine")
}
