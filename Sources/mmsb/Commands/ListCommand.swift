internal import Counters
internal import Measure
internal import Scenarios
internal import StateBus

/// `mmsb list`: the parts of this build, and whether each is usable here.
enum ListCommand {
  static let command = Command(
    "list", summary: "what there is to run and measure, and what is usable here",
    about: [
      """
      One line each: the kind of thing, its name, whether this machine can use it, and what it is.
      Names in the second column are what scenario files and options take.
      """
    ],
    options: [
      Option(
        "kind", value: "KIND",
        "only one kind: \(Kind.allCases.map(\.rawValue).joined(separator: ", "))"
      )
    ],
    examples: ["list", "list --kind backend"],
    endings: [(.well, "always, unless the call can't be meant"), (.usage, "there is no such kind")]
  ) { arguments, console in
    let wanted = try arguments.choice("kind", Kind.allCases.map(\.rawValue))
    let kinds = Kind.allCases.filter { wanted == nil || $0.rawValue == wanted }
    let rows = kinds.flatMap { kind in
      Self.rows(kind).map { [kind.rawValue, $0.name, $0.state, $0.about] }
    }
    console.write(Columns.text(rows))
    return .well
  }

  private enum Kind: String, CaseIterable {
    case scenario, workload, axis, backend, allocator, counter
  }

  private typealias Row = (name: String, state: String, about: String)

  private static func rows(_ kind: Kind) -> [Row] {
    switch kind {
    case .scenario: scenarios()
    case .workload: Catalogue.ofThisBuild().workloads.map { ($0.name, "usable", $0.about) }
    case .axis: axes()
    case .backend: backends()
    case .allocator: AllocatorChoice.all.map { ($0.name, "usable", $0.about) }
    case .counter: counters()
    }
  }

  /// The scenarios known by name here; a malformed one shows its mistake.
  private static func scenarios() -> [Row] {
    let catalogue = Catalogue.ofThisBuild()
    return ScenarioLibrary.standard.known.map { name in
      do throws(ScenarioError) {
        return (name, "usable", try ScenarioFile.load(name, catalogue).scenario.about)
      } catch { return (name, "malformed", error.description) }
    }
  }

  private static func axes() -> [Row] {
    let catalogue = Catalogue.ofThisBuild()
    return Axis.allCases.map { axis in
      (axis.rawValue, "usable", axis.allowed(catalogue))
    }
  }

  private static func counters() -> [Row] {
    CounterListing.all(.climb(), Catalogue.ofThisBuild().exactCounters).map {
      ($0.name, $0.reasonCode.isEmpty ? "usable" : $0.reasonCode, $0.about)
    }
  }

  private static func backends() -> [Row] {
    Backend.entries.map { backend in
      let needs =
        backend.needs.isEmpty ? "any x86-64 processor" : backend.needs.joined(separator: ", ")
      let missing = backend.missing.joined(separator: ", ")
      return (
        backend.name, backend.isUsable ? "usable" : "unusable",
        "needs " + needs + (missing.isEmpty ? "" : "; missing here: " + missing)
      )
    }
  }
}
