internal import Counters
internal import Measure
internal import Support

/// Turns a JSON5 document into a `Scenario`, or reports the place of a mistake with the text found
/// and the text allowed.
struct ScenarioReader {
  private let file: String
  private let text: JSONText
  let catalogue: Catalogue

  init(_ file: String, _ text: JSONText, _ catalogue: Catalogue) {
    self.file = file
    self.text = text
    self.catalogue = catalogue
  }

  /// The place of a scalar of the text.
  func location(of index: Int) -> SourceLocation {
    let place = text.place(of: index)
    return SourceLocation(file: file, line: place.line, column: place.column)
  }

  func scenario(_ document: JSONValue) throws(ScenarioError) -> Scenario {
    let keys = [
      "schema", "name", "about", "workload", "input", "axes", "baseline", "exclude", "measure",
      "gate",
    ]
    let root = try object(document, keys)
    try schema(try required("schema", in: root, of: document))
    let workloads = try workloads(try required("workload", in: root, of: document))
    let axes = try axes(try required("axes", in: root, of: document), workloads)
    var scenario = Scenario(
      name: try name(try required("name", in: root, of: document)),
      about: try line(try required("about", in: root, of: document)),
      workloads: workloads.map(\.name), trace: try input(root["input"], workloads), axes: axes,
      baseline: [:], exclusions: [], rounds: Scenario.standardRounds,
      counters: [CounterSelection.auto])
    if let baseline = root["baseline"] { scenario.baseline = try self.baseline(baseline, axes) }
    if let rules = root["exclude"] {
      for rule in try list(rules) {
        let read = try exclusion(rule, scenario.workloads, axes)
        try check(read, at: rule, leaves: scenario.baseline, workloads)
        scenario.exclusions.append(read)
      }
    }
    if let measure = root["measure"] { try read(measure, into: &scenario) }
    if let gate = root["gate"] { scenario.gate = try self.gate(gate) }
    return scenario
  }

  private func schema(_ value: JSONValue) throws(ScenarioError) {
    guard value.integer == 1 else { throw refuse(value, allowed: "1") }
  }

  private func name(_ value: JSONValue) throws(ScenarioError) -> String {
    let allowed = "lower-case letters, digits and hyphens, 64 at most"
    let name = try string(value, allowed: allowed)
    let isWellFormed = name.utf8.allSatisfy {
      "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0)
    }
    guard isWellFormed, !name.isEmpty, !name.hasPrefix("-"), name.utf8.count <= 64 else {
      throw refuse(value, allowed: allowed)
    }
    return name
  }

  private func line(_ value: JSONValue) throws(ScenarioError) -> String {
    let text = try string(value, allowed: "one line of text")
    guard !text.isEmpty, text == text.escapingControls else {
      throw refuse(value, allowed: "one line of text")
    }
    return text
  }

  private func workloads(_ value: JSONValue) throws(ScenarioError) -> [Workload] {
    let values = elements(value)
    guard !values.isEmpty else {
      throw refuse(value, found: "an empty list", allowed: workloadNames)
    }
    var workloads: [Workload] = []
    for value in values {
      let workload = try workload(value)
      guard !workloads.contains(where: { $0.name == workload.name }) else {
        throw refuse(value, found: "\(workload.name) again", allowed: "each workload once")
      }
      workloads.append(workload)
    }
    return workloads
  }

  private func workload(_ value: JSONValue) throws(ScenarioError) -> Workload {
    let name = try string(value, allowed: workloadNames)
    guard let workload = catalogue.workload(name) else {
      throw refuse(value, allowed: workloadNames)
    }
    return workload
  }

  private var workloadNames: String { catalogue.workloads.map(\.name).joined(separator: ", ") }

  private func input(
    _ value: JSONValue?, _ workloads: [Workload]
  ) throws(ScenarioError) -> TraceReference? {
    let reader = workloads.first { $0.needsTrace }
    guard let value else {
      guard let reader else { return nil }
      throw .malformed(
        location(of: 0), found: "no key input",
        allowed: "input: { trace: \"FILE\" }, because \(reader.name) works on a trace")
    }
    guard reader != nil else {
      let names = workloads.map(\.name).joined(separator: ", ")
      throw refuse(value, allowed: "no input: \(names) works on no trace")
    }
    let trace = try required("trace", in: try object(value, ["trace"]), of: value)
    let path = try string(trace, allowed: "a path")
    guard !path.isEmpty, !path.contains("\0") else { throw refuse(trace, allowed: "a path") }
    return TraceReference(path: path, location: location(of: trace.index))
  }

  private func read(_ value: JSONValue, into scenario: inout Scenario) throws(ScenarioError) {
    let measure = try object(value, ["metrics", "rounds", "launches", "cache", "counters"])
    if let metrics = measure["metrics"] { scenario.takesLatencies = try takesLatencies(metrics) }
    if let rounds = measure["rounds"] {
      scenario.rounds = try whole(rounds, Scenario.allowedRounds)
    }
    if let launches = measure["launches"] {
      scenario.launches = try whole(launches, Scenario.allowedLaunches)
    }
    if let cache = measure["cache"] { scenario.cache = try self.cache(cache) }
    if let counters = measure["counters"] { scenario.counters = try self.counters(counters) }
  }

  /// Whether the metrics have latencies beside the times, which every run takes.
  private func takesLatencies(_ value: JSONValue) throws(ScenarioError) -> Bool {
    let allowed = "time, or time and latency"
    let metrics = try words(value, among: ["time", "latency"], allowed, once: "each metric once")
    guard metrics.contains("time") else {
      throw refuse(value, found: "metrics without time", allowed: allowed)
    }
    return metrics.contains("latency")
  }

  /// A list of known words, each of which may stand there once.
  func words(
    _ value: JSONValue, among known: [String], _ allowed: String, once: String
  ) throws(ScenarioError) -> [String] {
    var words: [String] = []
    for element in try list(value) {
      let word = try string(element, allowed: allowed)
      guard known.contains(word) else { throw refuse(element, allowed: allowed) }
      guard !words.contains(word) else {
        throw refuse(element, found: "\(word) again", allowed: once)
      }
      words.append(word)
    }
    return words
  }

  private func whole(
    _ value: JSONValue, _ range: ClosedRange<Int>
  ) throws(ScenarioError) -> Int {
    guard let count = value.integer, range.contains(count) else {
      throw refuse(
        value, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return count
  }

  private func cache(_ value: JSONValue) throws(ScenarioError) -> CacheState {
    let allowed = CacheState.allCases.map(\.rawValue).joined(separator: ", ")
    guard let state = CacheState(rawValue: try string(value, allowed: allowed)) else {
      throw refuse(value, allowed: allowed)
    }
    return state
  }

  /// The most words in a list of counters.
  private static let counterLimit = 64

  private func counters(_ value: JSONValue) throws(ScenarioError) -> [String] {
    let exact = catalogue.exactCounters
    let allowed = CounterSelection.allowed(exact)
    var words: [String] = []
    for element in try list(value) {
      guard words.count < Self.counterLimit else {
        throw refuse(element, found: "one more", allowed: "\(Self.counterLimit) counters at most")
      }
      let word = try string(element, allowed: allowed)
      do throws(CounterSelectionError) {
        words.append(word)
        _ = try CounterSelection(words, exact: exact)
      } catch { throw refuse(element, allowed: allowed) }
    }
    guard !words.isEmpty else { throw refuse(value, found: "an empty list", allowed: allowed) }
    return words
  }
}
