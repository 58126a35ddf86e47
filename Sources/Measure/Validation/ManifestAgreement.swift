internal import Support

/// Rows against the manifest of their folder: origin, times and scenarios.
struct ManifestAgreement {
  private let manifest: JSONValue
  /// Columns that every row shares with the manifest, which states the second part.
  private let shared: [(column: String, field: (CellKeys) -> String, stated: String)]
  /// The hashes of the scenarios, by name.
  private let scenarios: [String: String]

  init(_ manifest: JSONValue) {
    self.manifest = manifest
    let columns: [(String, (CellKeys) -> String)] = [
      ("schema_version", { $0.schemaVersion }), ("started_utc", { $0.startedUTC }),
      ("host_id", { $0.hostID }), ("build_id", { $0.buildID }), ("git_rev", { $0.gitRevision }),
    ]
    shared = columns.compactMap { name, field in
      manifest[name]?.text.map { (name, field, $0) }
    }
    let hashes = (manifest["scenarios"]?.elements ?? []).compactMap { scenario in
      scenario["name"]?.text.map { ($0, scenario["hash"]?.text ?? "") }
    }
    scenarios = Dictionary(hashes) { first, _ in first }
  }

  /// The columns of a row that contradict the manifest.
  func problems(_ keys: CellKeys) -> [(String, String)] {
    var problems: [(String, String)] = []
    for (column, field, stated) in shared where field(keys) != stated {
      problems.append((column, "`\(field(keys))` is not the manifest's `\(stated)`"))
    }
    guard !scenarios.isEmpty, !keys.scenarioHash.isEmpty else { return problems }
    guard let stated = scenarios[keys.scenario] else {
      return problems + [("scenario", "`\(keys.scenario)` is not one of the manifest's")]
    }
    if keys.scenarioHash != stated {
      problems.append(
        ("scenario_hash", "`\(keys.scenarioHash)` is not the manifest's `\(stated)`"))
    }
    return problems
  }

  /// Contradictions inside the manifest.
  var findings: [Finding] {
    guard let started = text("started_utc"), let finished = text("finished_utc") else { return [] }
    var findings: [Finding] = []
    for (name, time) in [("started_utc", started), ("finished_utc", finished)]
    where !ColumnType.time.accepts(time) {
      findings.append(Finding(Manifest.fileName, column: name, "`\(time)` is no time in UTC"))
    }
    // Times of this form sort as text.
    if findings.isEmpty, finished < started {
      findings.append(
        Finding(Manifest.fileName, column: "finished_utc", "lies before the run's start"))
    }
    if let seed = text("seed"), UInt64(seed) == nil {
      findings.append(Finding(Manifest.fileName, column: "seed", "`\(seed)` is no seed"))
    }
    return findings
  }

  private func text(_ name: String) -> String? { manifest[name]?.text }
}
