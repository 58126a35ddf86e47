package import Machine
package import Support

/// The counters that a run reads: named groups, events by their native names, all useful groups, or
/// none.
package struct CounterSelection: Sendable {
  /// The word for all useful groups.
  package static let auto = "auto"
  /// The word for a run without counters.
  package static let off = "off"

  /// The groups, one launch each; empty for a run without counters.
  package let groups: [CounterGroup]

  /// Finds the groups and events that the words name; `exact` are the program's own counts.
  package init(_ words: [String], exact: [ExactCounter]) throws(CounterSelectionError) {
    let presets = CounterGroup.presets(exact)
    guard !words.isEmpty else { throw .nothing }
    if words.contains(Self.off) {
      guard words.count == 1 else { throw .offWithOthers }
      groups = []
      return
    }
    var groups: [CounterGroup] = []
    var events = NativeEvents()
    for word in words {
      let named = presets.filter {
        word == Self.auto || $0.name == word || $0.name.hasPrefix(word + "_")
      }
      if named.isEmpty {
        guard events.add(word, exact) else { throw .unknown(word, known: Self.names(exact)) }
      }
      for group in named where !groups.contains(where: { $0.name == group.name }) {
        groups.append(group)
      }
    }
    self.groups = groups + events.groups
  }

  /// The names in results of the events that a kind of rung counts.
  package func metrics(of kind: CounterRung.Kind) -> Set<String> {
    Set(groups.flatMap { $0.metrics(of: kind) })
  }

  /// All names: groups, then PAPI's, libpfm's and the program's own events.
  package static func names(_ exact: [ExactCounter]) -> [String] {
    let groups = CounterGroup.presets(exact).map(\.name)
    return [auto] + groups + [off] + PAPIEvents.presetNames
      + CounterEvent.all.compactMap(\.perfName)
      + exact.map { PublishedEvent.name($0.name, worker: nil) }
  }

  /// The allowed words, in one line.
  package static func allowed(_ exact: [ExactCounter]) -> String {
    let groups = [auto] + CounterGroup.presets(exact).map(\.name)
    return groups.joined(separator: ", ") + ", an event that mmsb list --kind counter names, or "
      + "\(off) alone"
  }

  /// The words of an option's list: "branches,PAPI_L3_TCM".
  package static func words(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: true).map { word in
      String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}

/// The mistakes in a selection of counters.
package enum CounterSelectionError: KindedError, Equatable {
  /// An unknown counter; `known` are all names.
  case unknown(String, known: [String])
  /// The word `off` together with counters.
  case offWithOthers
  /// An empty list.
  case nothing

  package var kind: ErrorKind { .usage }

  package var description: String {
    switch self {
    case .unknown(let name, _): "no counter \(name); mmsb list --kind counter names those there are"
    case .offWithOthers: "\(CounterSelection.off) stands beside other counters; give it alone"
    case .nothing: "no counter is named; name one, or \(CounterSelection.off)"
    }
  }
}
