internal import Support

/// The checks behind `validate`, beyond what each column checks by itself.
struct ResultCheck {
  private(set) var findings: [Finding] = []
  private var runIDs: [(id: String, file: String, line: Int)] = []
  private var unitOfMetric: [String: String] = [:]
  /// The keys of each row with its place, and the lines of each file's rows.
  private var places: [(keys: CellKeys, file: String, line: Int)] = []
  private var lines: [String: [Int]] = [:]

  /// Reads a file and checks its rows.
  mutating func table<Row: CheckedRow>(_ bytes: [UInt8]) -> [Row] {
    let (rows, lines, problems) = ResultTable.parse(bytes, as: Row.self)
    findings += problems
    self.lines[Row.fileName] = lines
    let bounded = Row.columns.filter { ColumnRange.isKnown($0.name) }
    for (row, line) in zip(rows, lines) {
      places.append((row.keys, Row.fileName, line))
      for column in bounded {
        guard let message = ColumnRange.problem(column.name, column.field(row)) else { continue }
        findings.append(Finding(Row.fileName, line: line, column: column.name, message))
      }
      if row.keys.runID != runIDs.last?.id {
        runIDs.append((row.keys.runID, Row.fileName, line))
      }
      for (column, message) in row.problems + unitProblem(row) {
        findings.append(Finding(Row.fileName, line: line, column: column, message))
      }
    }
    return rows
  }

  private mutating func unitProblem(_ row: some CheckedRow) -> [(String, String)] {
    let (metric, unit) = row.measure
    guard let known = unitOfMetric.updateValue(unit, forKey: metric), known != unit else {
      return []
    }
    return [("unit", "`\(metric)` is in \(known) elsewhere and in \(unit) here")]
  }

  /// Reads the manifest and checks it against the rows and the bytes of their files; where nothing
  /// else is wrong, computes the rows again from the samples, if wanted.
  mutating func manifest(
    _ bytes: [UInt8], _ rows: ResultRows, _ files: [[UInt8]], computingAgain: Bool
  ) -> JSONValue {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue(strict: bytes)
    } catch {
      findings.append(
        Finding(
          Manifest.fileName, line: error.line, "column \(error.column): \(error.message)"))
      return .null
    }
    findings += Manifest.check(document)
    let id = document["run_id"]?.text
    for other in runIDs where other.id != id {
      findings.append(
        Finding(
          other.file, line: other.line, column: "run_id",
          "`\(other.id)` is not the manifest's `\(id ?? "")`"))
    }
    let counts = [
      ("samples", rows.samples.count), ("summary", rows.summary.count),
      ("compare", rows.compare.count),
    ]
    for (name, count) in counts where findings.isEmpty {
      if document["rows"]?[name] != .integer(count) {
        findings.append(
          Finding(Manifest.fileName, column: "rows", "\(name) are \(count) in the file"))
      }
    }
    findings += agreement(document)
    if findings.isEmpty {
      if computingAgain {
        let again = Recomputation(
          rows, summaryLines: lines[SummaryRow.fileName] ?? [],
          compareLines: lines[CompareRow.fileName] ?? [])
        findings += again.findings
      }
      findings += FolderDigests.findings(document, files)
    }
    return document
  }

  /// The contradictions between rows and manifest, each once for rows of the same keys.
  private func agreement(_ document: JSONValue) -> [Finding] {
    let agreement = ManifestAgreement(document)
    var found = agreement.findings
    var known: Set<String> = []
    for (keys, file, line) in places {
      for (column, message) in agreement.problems(keys)
      where known.insert(file + column + message).inserted {
        found.append(Finding(file, line: line, column: column, message))
      }
      for text in [keys.trace, keys.scenario, keys.cellID]
      where Redaction.withoutPaths(text) != text && known.insert(file + text).inserted {
        found.append(Finding(file, line: line, "holds the absolute path \(text)"))
      }
    }
    return found
  }
}

/// A row that knows which of its fields contradict each other.
protocol CheckedRow: ResultRow {
  /// Column and message of each contradiction.
  var problems: [(String, String)] { get }
  /// The metric and its unit.
  var measure: (metric: String, unit: String) { get }
}

extension CheckedRow {
  /// A number exactly where the status is ok, a reason exactly where it is not.
  fileprivate func statusProblems(
    _ status: RowStatus, _ value: Double?, _ reasonCode: String
  ) -> [(String, String)] {
    var problems: [(String, String)] = []
    if status == .ok, value == nil { problems.append(("value", "is empty though all is ok")) }
    if status != .ok, value != nil {
      problems.append(("value", "is a number though the status is \(status.rawValue)"))
    }
    if status == .ok, !reasonCode.isEmpty {
      problems.append(("reason_code", "gives a reason though all is ok"))
    }
    if status != .ok, reasonCode.isEmpty {
      problems.append(("reason_code", "is empty though the status is \(status.rawValue)"))
    }
    return problems
  }

  fileprivate func intervalProblems(
    _ column: String, _ value: Double?, _ low: Double?, _ high: Double?, _ level: Double?
  ) -> [(String, String)] {
    var problems: [(String, String)] = []
    if (low == nil) != (high == nil) { problems.append((column, "has one end only")) }
    if let low, let high, let value, !(low <= value && value <= high) {
      problems.append((column, "the interval \(low.field) to \(high.field) misses the value"))
    }
    if let level, !(0...1).contains(level) {
      problems.append(("ci_level", "lies outside 0 to 1"))
    }
    return problems
  }
}

extension SampleRow: CheckedRow {
  var measure: (metric: String, unit: String) { (metric, unit) }
  var problems: [(String, String)] { statusProblems(status, value, reasonCode) }
}

extension SummaryRow: CheckedRow {
  var measure: (metric: String, unit: String) { (metric, unit) }
  var problems: [(String, String)] {
    var problems = statusProblems(status, value, reasonCode)
    problems += intervalProblems("ci_low", value, low, high, level)
    // Without its group a time can't be computed again from its samples.
    if status == .ok, metric == "time", keys.group.isEmpty,
      CellKeys.isComputedAgain(keys.schemaVersion)
    {
      problems.append(("group", "is empty"))
    }
    if verified == false, value != nil {
      problems.append(("value", "is a number though the proof failed"))
    }
    return problems
  }
}

extension CompareRow: CheckedRow {
  var measure: (metric: String, unit: String) { (metric, unit) }
  var problems: [(String, String)] {
    let isWithheld = verdict == .notComparable || verdict == .unverified
    var problems = intervalProblems("ratio_low", ratio, ratioLow, ratioHigh, level)
    if isWithheld != (ratio == nil) {
      problems.append(("ratio", "does not go with the verdict \(verdict.rawValue)"))
    }
    return problems
  }
}
