package import Measure
package import Support

/// The first line of a worker.
package struct WorkerHello: Equatable, Sendable {
  /// The version of the protocol that the worker speaks.
  package var version: Int
  /// The version of the command, and the fingerprint of the program's bytes.
  package var command: String
  package var build: String
  /// The names of the requests that the worker answers.
  package var requests: [String]

  /// States the identity of a worker.
  package init(
    version: Int = WorkerProtocol.version, command: String, build: String,
    requests: [String] = WorkerRequest.names
  ) {
    self.version = version
    self.command = command
    self.build = build
    self.requests = requests
  }

  package var json: JSONValue {
    [
      "worker": .integer(version), "command": .string(command), "build": .string(build),
      "requests": .array(requests.map { .string($0) }),
    ]
  }

  /// Reads a hello; nil for any other object.
  package init?(_ json: JSONValue) {
    guard let version = json["worker"]?.integer else { return nil }
    self.init(
      version: version, command: json["command"]?.text ?? "", build: json["build"]?.text ?? "",
      requests: json["requests"]?.elements?.compactMap(\.text) ?? [])
  }
}

/// A worker's statement about one cell of the scenario.
package struct WorkerCellFacts: Equatable, Sendable {
  package var id: String
  /// The hash of everything that the cell's work depends on.
  package var hash: String
  /// The reason code and the reason why the worker's machine or build can't run the cell; empty
  /// where it can.
  package var obstacleCode = ""
  package var obstacle = ""

  package init(id: String, hash: String) {
    self.id = id
    self.hash = hash
  }

  package var json: JSONValue {
    [
      "id": .string(id), "hash": .string(hash), "code": .string(obstacleCode),
      "reason": .string(obstacle),
    ]
  }

  package init?(_ json: JSONValue) {
    guard let id = json["id"]?.text, let hash = json["hash"]?.text else { return nil }
    self.init(id: id, hash: hash)
    obstacleCode = json["code"]?.text ?? ""
    obstacle = json["reason"]?.text ?? ""
  }
}

/// A prepared cell: its state after one iteration, and the exact counts of that iteration.
package struct WorkerPreparation: Equatable, Sendable {
  /// Why the cell has no numbers; `ok` where it may be timed.
  package var status = RowStatus.ok
  package var reasonCode = ""
  /// Sentences about what went wrong.
  package var problems: [String] = []
  package var digest = ""
  package var operations = 1
  package var operation = ""
  /// The executed variants, read back, and the CPUs of the workers.
  package var backend = ""
  package var allocator = ""
  package var cpus: [Int] = []
  package var clockStepNanoseconds: UInt64 = 1
  package var counts: [ExactFact] = []
  /// The names of all counts that the build keeps; those without a value in `counts` are zero.
  package var counters: [String] = []

  package init() {}

  package var json: JSONValue {
    [
      "status": .string(status.rawValue), "code": .string(reasonCode),
      "problems": .array(problems.map { .string($0) }), "digest": .string(digest),
      "operations": .integer(operations), "operation": .string(operation),
      "backend": .string(backend), "allocator": .string(allocator),
      "cpus": .array(cpus.map { .integer($0) }),
      "clock_step": .integer(Int(clamping: clockStepNanoseconds)),
      "counts": .array(
        counts.map {
          ["metric": .string($0.metric), "value": .number($0.value), "unit": .string($0.unit)]
        }),
      "counters": .array(counters.map { .string($0) }),
    ]
  }

  /// The value of a count; nil for one that the build doesn't keep.
  package func count(_ metric: String) -> Double? {
    counts.first { $0.metric == metric }?.value ?? (counters.contains(metric) ? 0 : nil)
  }

  package init?(_ json: JSONValue) {
    guard let status = json["status"]?.text.flatMap(RowStatus.init(rawValue:)),
      let operations = json["operations"]?.integer, operations >= 0
    else { return nil }
    self.status = status
    reasonCode = json["code"]?.text ?? ""
    problems = json["problems"]?.elements?.compactMap(\.text) ?? []
    digest = json["digest"]?.text ?? ""
    self.operations = operations
    operation = json["operation"]?.text ?? ""
    backend = json["backend"]?.text ?? ""
    allocator = json["allocator"]?.text ?? ""
    cpus = json["cpus"]?.elements?.compactMap(\.integer) ?? []
    clockStepNanoseconds = UInt64(max(1, json["clock_step"]?.integer ?? 1))
    counts = (json["counts"]?.elements ?? []).compactMap { count in
      guard let metric = count["metric"]?.text, let value = count["value"]?.double,
        let unit = count["unit"]?.text
      else { return nil }
      return ExactFact(metric: metric, value: value, unit: unit)
    }
    counters = json["counters"]?.elements?.compactMap(\.text) ?? []
  }
}

/// One batch: its time, that of the canary before it, and what the kernel charged for it.
package struct WorkerBatch: Equatable, Sendable {
  package var nanoseconds: Double
  package var canaryNanoseconds: Double
  package var faults = 0
  package var switches = 0

  package init(nanoseconds: Double, canaryNanoseconds: Double) {
    self.nanoseconds = nanoseconds
    self.canaryNanoseconds = canaryNanoseconds
  }

  package var json: JSONValue {
    [
      "ns": .number(nanoseconds), "canary": .number(canaryNanoseconds),
      "faults": .integer(faults), "switches": .integer(switches),
    ]
  }

  /// Reads a batch; nil where a time is missing or not above zero.
  package init?(_ json: JSONValue) {
    guard let time = json["ns"]?.double, let canary = json["canary"]?.double, time > 0, canary > 0
    else { return nil }
    self.init(nanoseconds: time, canaryNanoseconds: canary)
    faults = json["faults"]?.integer ?? 0
    switches = json["switches"]?.integer ?? 0
  }
}

/// What the machine counted in a few batches of one cell, all workers together.
package struct WorkerCounts: Equatable, Sendable {
  /// The values of each batch, by metric, in the order of the counters.
  package var counters: [(metric: String, batches: [Double])] = []
  /// Why a group of counters is missing; empty where none is.
  package var reasonCode = ""

  package init() {}

  package static func == (one: WorkerCounts, other: WorkerCounts) -> Bool {
    one.counters.elementsEqual(other.counters) { $0 == $1 } && one.reasonCode == other.reasonCode
  }

  package var json: JSONValue {
    [
      "counters": .array(
        counters.map {
          ["metric": .string($0.metric), "batches": .array($0.batches.map { .number($0) })]
        }),
      "code": .string(reasonCode),
    ]
  }

  /// Reads the counts; nil where the list of counters is missing.
  package init?(_ json: JSONValue) {
    guard let elements = json["counters"]?.elements else { return nil }
    counters = elements.compactMap { counter in
      guard let metric = counter["metric"]?.text, let batches = counter["batches"]?.elements
      else { return nil }
      return (metric, batches.compactMap(\.double))
    }
    reasonCode = json["code"]?.text ?? ""
  }
}
