package import Counters
package import Measure
package import Support

/// An order to a worker: prove and time one group of a scenario, once.
package struct WorkerOrder: Equatable, Sendable {
  /// The scenario's path, in whose folder traces are sought, and its text, which counts.
  package var path: String
  package var text: String
  /// The id of the group's first cell.
  package var group: String
  /// The number of the launch, from 0.
  package var launch = 0
  /// The choices that made the plan's cells, as a run takes them.
  package var axes: [String] = []
  package var filters: [String] = []
  package var isQuick = false
  package var input: String?
  package var seed: UInt64 = 1
  package var rounds = Scenario.standardRounds
  /// The words of `--counters`, nil for the scenario's; and whether this launch counts at all.
  package var counters: [String]?
  package var isCounting = false
  /// The memory that the worker may take; nil where nothing is known to limit it.
  package var memoryByteCount: Int?
  /// The level of load of each CPU, by which the run places its workers.
  package var loadLevels: [Int: Int] = [:]
  /// The columns that are the same in every row of the run.
  package var keys = CellKeys()
  /// The folder in which work that writes files gets its scratch folder.
  package var scratch = "."

  /// An order for a group; set the choices.
  package init(path: String, text: String, group: String) {
    self.path = path
    self.text = text
    self.group = group
  }

  /// The order's members of a request.
  package var json: JSONValue {
    var members = [
      JSONMember("do", "measure"), JSONMember("path", .string(path)),
      JSONMember("text", .string(text)), JSONMember("group", .string(group)),
      JSONMember("launch", .integer(launch)), JSONMember("axes", .texts(axes)),
      JSONMember("filters", .texts(filters)), JSONMember("quick", .boolean(isQuick)),
      JSONMember("seed", .string("\(seed)")), JSONMember("rounds", .integer(rounds)),
      JSONMember("counting", .boolean(isCounting)), JSONMember("scratch", .string(scratch)),
      JSONMember("keys", .texts(keys.fields)),
      JSONMember(
        "load_levels",
        .array(loadLevels.sorted { $0 < $1 }.map { [.integer($0.key), .integer($0.value)] })),
    ]
    if let input { members.append(JSONMember("input", .string(input))) }
    if let counters { members.append(JSONMember("counters", .texts(counters))) }
    if let memoryByteCount { members.append(JSONMember("memory", .integer(memoryByteCount))) }
    return .object(members)
  }

  /// Reads an order; nil where a member is missing or has no sense.
  package init?(_ json: JSONValue) {
    guard let path = json["path"]?.text, let text = json["text"]?.text,
      let group = json["group"]?.text, let seed = json["seed"]?.text.flatMap(UInt64.init),
      let rounds = json["rounds"]?.integer, Scenario.allowedRounds.contains(rounds),
      let launch = json["launch"]?.integer, launch >= 0, let scratch = json["scratch"]?.text,
      let keys = json["keys"]?.texts.flatMap(CellKeys.init(fields:))
    else { return nil }
    self.init(path: path, text: text, group: group)
    self.seed = seed
    self.rounds = rounds
    self.launch = launch
    self.scratch = scratch
    self.keys = keys
    axes = json["axes"]?.texts ?? []
    filters = json["filters"]?.texts ?? []
    isQuick = json["quick"] == true
    isCounting = json["counting"] == true
    input = json["input"]?.text
    counters = json["counters"]?.texts
    memoryByteCount = json["memory"]?.integer
    for level in json["load_levels"]?.elements ?? [] {
      guard let pair = level.elements?.compactMap(\.integer), pair.count == 2 else { return nil }
      loadLevels[pair[0]] = pair[1]
    }
  }
}

/// What a worker measured of one group.
package struct WorkerMeasurement: Equatable, Sendable {
  package var rows: ResultRows
  /// Sentences about what went wrong, and whether an input or the environment is to blame.
  package var problems: [String] = []
  package var hasInvalidInput = false
  package var hasUnfitEnvironment = false
  /// Nanoseconds that reading counters at both edges of a batch takes, by source of counts.
  package var counterReadCosts: [CounterSource: Double] = [:]

  package init(rows: ResultRows) { self.rows = rows }

  package var json: JSONValue {
    [
      "samples": .string(ResultTable.text(rows.samples)),
      "summary": .string(ResultTable.text(rows.summary)),
      "compare": .string(ResultTable.text(rows.compare)),
      "problems": .texts(problems),
      "invalid_input": .boolean(hasInvalidInput),
      "unfit_environment": .boolean(hasUnfitEnvironment),
      "counter_read_costs": .object(
        CounterSource.allCases.compactMap { source in
          counterReadCosts[source].map { JSONMember(source.rawValue, .number($0)) }
        }),
    ]
  }

  /// Reads a measurement; nil where a table is missing or malformed.
  package init?(_ json: JSONValue) {
    guard let samples: [SampleRow] = Self.rows(json["samples"]),
      let summary: [SummaryRow] = Self.rows(json["summary"]),
      let compare: [CompareRow] = Self.rows(json["compare"])
    else { return nil }
    var rows = ResultRows()
    rows.samples = samples
    rows.summary = summary
    rows.compare = compare
    self.init(rows: rows)
    problems = json["problems"]?.texts ?? []
    hasInvalidInput = json["invalid_input"] == true
    hasUnfitEnvironment = json["unfit_environment"] == true
    for source in CounterSource.allCases {
      counterReadCosts[source] = json["counter_read_costs"]?[source.rawValue]?.double
    }
  }

  private static func rows<Row: ResultRow>(_ table: JSONValue?) -> [Row]? {
    guard let text = table?.text else { return nil }
    let parsed = ResultTable.parse(Array(text.utf8), as: Row.self)
    return parsed.findings.isEmpty ? parsed.rows : nil
  }
}

extension CellKeys {
  /// The fields of all columns, in order; empty ones too.
  fileprivate var fields: [String] { ResultSchema.keys.map { $0.field(self) } }

  fileprivate init?(fields: [String]) {
    self.init()
    guard fields.count == ResultSchema.keys.count else { return nil }
    for (column, field) in zip(ResultSchema.keys, fields) where !field.isEmpty {
      guard column.read(&self, field) else { return nil }
    }
  }
}

extension JSONValue {
  fileprivate static func texts(_ texts: [String]) -> JSONValue {
    .array(texts.map { .string($0) })
  }

  fileprivate var texts: [String]? { elements?.compactMap(\.text) }
}
