internal import Support

/// Rows against the manifest of their folder: origin, times and scenarios.
struct ManifestAgreement {
  private let manifest: JSONValue

  init(_ manifest: JSONValue) { self.manifest = manifest }

  /// The columns of a row that contradict the manifest.
  func problems(_ keys: CellKeys) -> [(String, String)] {
    var problems: [(String, String)] = []
    func check(_ column: String, _ found: String, _ stated: String?) {
      guard let stated, found != stated else { return }
      problems.append((column, "`\(found)` is not the manifest's `\(stated)`"))
    }
    check("schema_version", keys.schemaVersion, text("schema_version"))
    check("started_utc", keys.startedUTC, text("started_utc"))
    check("host_id", keys.hostID, text("host_id"))
    check("build_id", keys.buildID, text("build_id"))
    check("git_rev", keys.gitRevision, text("git_rev"))
    if !scenarios.isEmpty, !keys.scenarioHash.isEmpty {
      if let stated = scenarios[keys.scenario] {
        check("scenario_hash", keys.scenarioHash, stated)
      } else {
        problems.append(("scenario", "`\(keys.scenario)` is not one of the manifest's"))
      }
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

  /// The hashes of the scenarios, by name.
  private var scenarios: [String: String] {
    let stated = (manifest["scenarios"]?.elements ?? []).compactMap { scenario in
      scenario["name"]?.text.map { ($0, scenario["hash"]?.text ?? "") }
    }
    return Dictionary(stated) { first, _ in first }
  }
}
