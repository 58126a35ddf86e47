package import Machine
package import Support

/// Which counters a run reads: named groups, events by their native names, all that is useful, or
/// none.
package struct CounterSelection: Sendable {
  /// What reads everything that is useful.
  package static let auto = "auto"
  /// What reads nothing.
  package static let off = "off"

  /// The groups, one launch each; empty for none.
  package let groups: [CounterGroup]

  /// Finds what the words name; `exact` are the program's own counts.
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

  /// What results call the events that a kind of rung counts.
  package func metrics(of kind: CounterRung.Kind) -> Set<String> {
    Set(groups.flatMap { $0.metrics(of: kind) })
  }

  /// Everything that may be named: groups, then PAPI's, libpfm's and the program's own events.
  package static func names(_ exact: [ExactCounter]) -> [String] {
    let groups = CounterGroup.presets(exact).map(\.name)
    return [auto] + groups + [off] + PAPIEvents.presetNames
      + CounterEvent.all.compactMap(\.perfName)
      + exact.map { PublishedEvent.name($0.name, worker: nil) }
  }

  /// What may be said, in one line.
  package static func allowed(_ exact: [ExactCounter]) -> String {
    let groups = [auto] + CounterGroup.presets(exact).map(\.name)
    return groups.joined(separator: ", ") + ", an event that mmsb list --kind counter names, or "
      + "\(off) alone"
  }

  /// The words of a list as options write it: "branches,PAPI_L3_TCM".
  package static func words(_ list: String) -> [String] {
    list.split(separator: ",", omittingEmptySubsequences: true).map { word in
      String(word.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }
}

/// Why a selection of counters can't be meant.
package enum CounterSelectionError: KindedError, Equatable {
  /// No counter of that name; `known` are those there are.
  case unknown(String, known: [String])
  /// None together with some.
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
