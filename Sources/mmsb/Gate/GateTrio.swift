internal import Measure
internal import Scenarios
internal import Support

/// The builds of a gate and the choices that their workers get.
struct GateBuilds {
  let base: String
  let head: String
  let opening: WorkerOpening
  /// The head's `--inject`, by which a gate is tested.
  var injection: String?
  /// The longest time that a build may take to answer one request.
  var deadlineSeconds = 300.0

  func program(_ arm: GateArm) -> String { arm == .head ? head : base }

  func name(_ arm: GateArm) -> String { "\(arm.build) " + program(arm) }
}

/// The three resident processes of one launch.
///
/// Each is started through a link of the same length, with the same environment and, unless a fault
/// is planted, the same words, so that the first addresses of their stacks agree.
final class GateTrio {
  private let workers: [GateArm: WorkerProcess]
  /// The cells that the scenario has in each build, by id.
  let cells: [GateArm: [String: WorkerCellFacts]]
  /// The fingerprints by which the builds name themselves.
  let buildIDs: [GateArm: String]
  /// The requests that each build answers.
  private let requests: [GateArm: [String]]

  /// Starts all three and opens the scenario in each.
  init(_ builds: GateBuilds, scratch: String) throws {
    var workers: [GateArm: WorkerProcess] = [:]
    var cells: [GateArm: [String: WorkerCellFacts]] = [:]
    var buildIDs: [GateArm: String] = [:]
    var requests: [GateArm: [String]] = [:]
    for (number, arm) in GateArm.allCases.enumerated() {
      let injection = arm == .head ? builds.injection.map { ["--inject", $0] } ?? [] : []
      let link = "\(scratch)/arm-\(number)"
      try SystemDisk().makeLink(link, to: builds.program(arm))
      let worker = try WorkerProcess(
        link, as: builds.name(arm), words: injection, errors: "\(scratch)/\(arm).err",
        deadlineSeconds: builds.deadlineSeconds)
      let hello = try worker.hello()
      buildIDs[arm.build] = hello.build
      requests[arm.build] = hello.requests
      let reply = try worker.ask(.open(builds.opening), "the scenario")
      let facts = (reply["cells"]?.elements ?? []).compactMap(WorkerCellFacts.init)
      cells[arm] = Dictionary(facts.map { ($0.id, $0) }) { first, _ in first }
      workers[arm] = worker
    }
    self.workers = workers
    self.cells = cells
    self.buildIDs = buildIDs
    self.requests = requests
  }

  /// What the machine counts in batches of the prepared cell; nil where the build is too old to.
  func counts(_ arm: GateArm, _ cell: String, _ iterations: Int) throws(Failure) -> WorkerCounts? {
    guard requests[arm.build]?.contains("count") == true else { return nil }
    let what = "counting \(cell)"
    return try understood(
      WorkerCounts(try ask(arm, .count(iterations: iterations), what)), arm, what)
  }

  func ask(
    _ arm: GateArm, _ request: WorkerRequest, _ what: String
  ) throws(Failure) -> JSONValue {
    guard let worker = workers[arm] else { preconditionFailure("a trio has every arm") }
    return try worker.ask(request, what)
  }

  func prepare(_ arm: GateArm, _ cell: String, proof: Bool) throws(Failure) -> WorkerPreparation {
    let what = "preparing \(cell)"
    let reply = try ask(arm, .prepare(cell: cell, proof: proof), what)
    return try understood(WorkerPreparation(reply), arm, what)
  }

  func batch(_ arm: GateArm, _ cell: String, _ iterations: Int) throws(Failure) -> WorkerBatch {
    let what = "a batch of \(cell)"
    return try understood(
      WorkerBatch(try ask(arm, .run(iterations: iterations), what)), arm, what)
  }

  /// The state that the last batch left; throws where a proof fails.
  func state(_ arm: GateArm, _ cell: String, proof: Bool) throws(Failure) -> String {
    let what = "the state of \(cell)"
    let reply = try ask(arm, .state(proof: proof), what)
    let digest = try understood(reply["digest"]?.text, arm, what)
    guard !proof || reply["isEqual"] == true else {
      throw Failure(
        .damaged,
        "\(arm.build): the state of \(cell) after timing differs from the reference model's")
    }
    return digest
  }

  /// The value of a reply, or an error that names the worker.
  func understood<Value>(_ value: Value?, _ arm: GateArm, _ what: String) throws(Failure) -> Value {
    guard let value else {
      throw Failure(.environment, "\(arm.build), \(what): a reply without sense")
    }
    return value
  }
}
