/// One cell of one gate of known outcome: a row of the file in which nights are added up.
package struct GateTrial: ResultRow, Equatable {
  package static let fileName = "gates.csv"
  package static let appendedColumnCounts: [Int] = []

  /// When the gate ended, where, with what program, and on which cell of scenario `selftest`.
  package var keys = CellKeys()
  /// The planted slowdown as a share; 0 for a build against itself.
  package var planted = 0.0
  package var threshold = 0.0
  package var verdict = Verdict.inconclusive
  package var ratio: Double?
  package var low: Double?
  package var high: Double?
  package var minimumDetectable: Double?

  package init() {}

  package static let columns: [ResultColumn<GateTrial>] = [
    .init("started_utc", \.keys.startedUTC, "When the gate ended.", required: true, type: .time),
    .init("host_id", \.keys.hostID, "Hash of CPU model, caches and memory.", required: true),
    .init("build_id", \.keys.buildID, "Hash of the program on all arms.", required: true),
    .init("cell_id", \.keys.cellID, "The cell of scenario `selftest`.", required: true),
    .init("planted", \.planted, "The planted slowdown, 0.1 for 10 %.", required: true),
    .init("threshold", \.threshold, "The change that matters.", required: true),
    .init("verdict", \.verdict, "What the gate said.", required: true),
    .init("ratio", \.ratio, "Head over base."),
    .init("ratio_low", \.low, "Lower end of its interval."),
    .init("ratio_high", \.high, "Upper end."),
    .init("mde_80", \.minimumDetectable, "The smallest effect that four of five would show."),
  ]

  /// Whether the gate called a slowdown where none, or one below the threshold, was planted.
  package var isFalseAlarm: Bool { planted < threshold && verdict == .regression }
}
