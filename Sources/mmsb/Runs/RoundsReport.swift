internal import Measure
internal import Scenarios
internal import Support

extension RoundsEnding {
  /// The end as the manifest keeps it.
  var json: JSONValue {
    [
      "cell": .string(cellID), "cells": .integer(cellCount), "rounds": .integer(rounds),
      "reason": .string(reason.rawValue), "widest": widest.map(JSONValue.number) ?? .null,
    ]
  }
}

extension [RoundsEnding] {
  /// Sentences on the parts that reached the width, and on each that did not.
  func sentences(_ width: Double) -> [String] {
    let narrow = filter { $0.reason == .interval }
    var lines: [String] = []
    if let least = narrow.map(\.rounds).min(), let most = narrow.map(\.rounds).max() {
      lines.append(
        "\(narrow.count) of \(count) groups within ± \(Display.percent(width)), after "
          + (least == most ? "\(least) rounds" : "\(least) to \(most) rounds"))
    }
    for part in self where part.reason != .interval {
      let reached = part.widest.map { "± \(Display.percent($0))" } ?? "no interval"
      let end = part.reason == .budget ? "its budget" : "its rounds"
      lines.append(
        "\(part.cellID) and its siblings: \(reached) after \(part.rounds) rounds, the end of \(end)"
      )
    }
    return lines
  }
}
