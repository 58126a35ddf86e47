package import Machine

/// A value that `--counters` takes, as lists show it.
package struct CounterListing: Sendable {
  /// The name in `--counters`.
  package let name: String
  /// The reason why the value is unavailable here; empty where it is available.
  package let reasonCode: String
  /// One line of description.
  package let about: String

  /// All values: groups, then events by their native names.
  package static func all(_ ladder: CounterLadder, _ exact: [ExactCounter]) -> [CounterListing] {
    let groups = CounterGroup.presets(exact).map { group in
      CounterListing(
        name: group.name,
        reasonCode: group.ways(ladder).isEmpty ? group.obstacle(ladder).reasonCode : "",
        about: group.about)
    }
    return groups + presets(ladder) + kernelEvents(ladder)
      + exact.map {
        CounterListing(
          name: PublishedEvent.name($0.name, worker: nil), reasonCode: "", about: $0.about)
      }
  }

  private static func presets(_ ladder: CounterLadder) -> [CounterListing] {
    PAPIEvents.presetNames.map { name in
      let event = CounterEvent.named(name)
      return CounterListing(
        name: name, reasonCode: reason(event, name, ladder),
        about: event?.about ?? PAPIEvents.about(name) ?? "")
    }
  }

  private static func kernelEvents(_ ladder: CounterLadder) -> [CounterListing] {
    CounterEvent.all.compactMap { event in
      event.perfName.map {
        CounterListing(name: $0, reasonCode: reason(event, $0, ladder), about: event.about)
      }
    }
  }

  /// The reason why an event is unavailable: the obstacle to a group of that event alone.
  private static func reason(
    _ event: CounterEvent?, _ name: String, _ ladder: CounterLadder
  ) -> String {
    let content: CounterGroup.Content =
      event.map { $0.isHardware ? .hardware([[$0]]) : .software([$0]) } ?? .native([name])
    let group = CounterGroup("event", "", content)
    guard let way = group.ways(ladder).first else { return group.obstacle(ladder).reasonCode }
    do throws(CounterFault) {
      let reader = try way.open(0)
      defer { reader.close() }
      return reader.gaps.first?.reasonCode ?? ""
    } catch {
      return error.reasonCode
    }
  }
}
