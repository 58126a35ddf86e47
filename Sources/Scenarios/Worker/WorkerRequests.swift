package import Support

/// The protocol between a gate, or a run of several launches, and its worker processes: one JSON
/// object a line, each way.
///
/// A worker writes its `WorkerHello` first. Then each request has one reply: the object that the
/// request's case names, or an error (docs/formats/worker.md). The end of a worker's input ends the
/// worker. Members that a side doesn't know are ignored, so that later versions can add some; the
/// version grows only where an older side would misunderstand.
package enum WorkerProtocol {
  /// The version that this build speaks.
  package static let version = 1
}

/// A request to a worker.
package enum WorkerRequest: Equatable, Sendable {
  /// Reads and plans a scenario; answers `cells`, a list of `WorkerCellFacts`.
  case open(WorkerOpening)
  /// Prepares a cell in place of the one before, and runs it once; with `proof`, compares the state
  /// with the reference model's. Answers `WorkerPreparation`.
  case prepare(cell: String, proof: Bool)
  /// Finds the iterations of a batch that is long enough for the clock; answers `iterations`.
  case calibrate
  /// Runs batches until caches and predictors are warm; answers an empty object.
  case warm(iterations: Int)
  /// Runs a canary, then one batch; answers `WorkerBatch`.
  case run(iterations: Int)
  /// The state that the last batch left; with `proof`, compared with the reference model's. Answers
  /// `digest`, and `isEqual` with a proof.
  case state(proof: Bool)
  /// Runs batches under the machine's counters, apart from all timing; answers `WorkerCounts`.
  case count(iterations: Int)
  /// Proves and times one group of a scenario with its references; answers `WorkerMeasurement`.
  case measure(WorkerOrder)

  /// The names of all requests, by which a worker says what it can do.
  package static let names = [
    "open", "prepare", "calibrate", "warm", "run", "state", "count", "measure",
  ]
}

/// A scenario with the choices about it.
package struct WorkerOpening: Equatable, Sendable {
  /// The scenario's path.
  package var scenario: String
  /// `--axis`, `--filter`, `--input` and `--seed`, as a run takes them.
  package var axes: [String] = []
  package var filters: [String] = []
  package var input: String?
  package var seed: UInt64 = 1
  /// The folder in which work that writes files gets its scratch folder.
  package var scratch = "."

  /// A scenario as it is; set the choices.
  package init(scenario: String) { self.scenario = scenario }
}

extension WorkerRequest {
  /// The request as a line.
  package var json: JSONValue {
    switch self {
    case .open(let opening):
      .object(
        [JSONMember("do", "open"), JSONMember("scenario", .string(opening.scenario))]
          + [JSONMember("axes", .array(opening.axes.map { .string($0) }))]
          + [JSONMember("filters", .array(opening.filters.map { .string($0) }))]
          + (opening.input.map { [JSONMember("input", .string($0))] } ?? [])
          + [JSONMember("seed", .string("\(opening.seed)"))]
          + [JSONMember("scratch", .string(opening.scratch))])
    case .prepare(let cell, let proof):
      ["do": "prepare", "cell": .string(cell), "proof": .boolean(proof)]
    case .calibrate: ["do": "calibrate"]
    case .warm(let iterations): ["do": "warm", "iterations": .integer(iterations)]
    case .run(let iterations): ["do": "run", "iterations": .integer(iterations)]
    case .state(let proof): ["do": "state", "proof": .boolean(proof)]
    case .count(let iterations): ["do": "count", "iterations": .integer(iterations)]
    case .measure(let order): order.json
    }
  }

  /// Reads a request; nil for an object that is no request of this version.
  package init?(_ json: JSONValue) {
    let proof = json["proof"] == true
    switch json["do"]?.text {
    case "open":
      guard let opening = WorkerOpening(json) else { return nil }
      self = .open(opening)
    case "prepare":
      guard let cell = json["cell"]?.text else { return nil }
      self = .prepare(cell: cell, proof: proof)
    case "calibrate": self = .calibrate
    case "warm":
      guard let iterations = Self.iterations(json) else { return nil }
      self = .warm(iterations: iterations)
    case "run":
      guard let iterations = Self.iterations(json) else { return nil }
      self = .run(iterations: iterations)
    case "state": self = .state(proof: proof)
    case "count":
      guard let iterations = Self.iterations(json) else { return nil }
      self = .count(iterations: iterations)
    case "measure":
      guard let order = WorkerOrder(json) else { return nil }
      self = .measure(order)
    default: return nil
    }
  }

  private static func iterations(_ json: JSONValue) -> Int? {
    json["iterations"]?.integer.flatMap { $0 > 0 ? $0 : nil }
  }
}

extension WorkerOpening {
  fileprivate init?(_ json: JSONValue) {
    guard let scenario = json["scenario"]?.text, let seed = json["seed"]?.text.flatMap(UInt64.init),
      let scratch = json["scratch"]?.text
    else { return nil }
    self.init(scenario: scenario)
    axes = json["axes"]?.elements?.compactMap(\.text) ?? []
    filters = json["filters"]?.elements?.compactMap(\.text) ?? []
    input = json["input"]?.text
    self.seed = seed
    self.scratch = scratch
  }
}
