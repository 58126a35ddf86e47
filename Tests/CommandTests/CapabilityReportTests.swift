internal import Foundation
internal import Machine
internal import Support
internal import TestSupport
internal import Testing
internal import mmsb

/// The renderings of a report composed by hand.
@Suite struct CapabilityReportTests {
  private static let rows = [
    Capability(.processor, "model_name", "Test CPU @ 1 GHz, \"big\""),
    Capability(.processor, "cores_allowed", "4"),
    Capability(.processor, "emulator", "none"),
    Capability(.processor, "isa_avx2", "usable"),
    Capability(.processor, "isa_avx512f", Absence("isa_absent", "the processor hasn't got it")),
    Capability(.processor, "isa_avx512bw", Absence("isa_absent", "the processor hasn't got it")),
    Capability(.caches, "l3_size", 33_554_432, unit: "B"),
    Capability(.memory, "limit", 25_276_516_352, unit: "B"),
    Capability(
      .counters, "perf",
      Absence("no_pmu", "no hardware counters", remedy: "use a metal host")),
    Capability(.clock, "cost", 21.5, unit: "ns"),
    Capability(.noise, "stolen_since_boot", 0.015, unit: "ratio"),
    Capability(.system, "hypervisor", "KVM"),
    ceiling("copy_scalar_l1", 5e9), ceiling("copy_scalar_dram", 2e9),
    ceiling("copy_avx2_l1", 9e10), ceiling("load_latency_dram", 98.5, "ns"),
    Capability(.ceilings, "age", 90, unit: "s"),
  ]

  private static func ceiling(_ key: String, _ value: Double, _ unit: String = "B/s") -> Capability
  {
    var row = Capability(.ceilings, key, value, unit: unit)
    row.low = value * 0.5
    row.high = value * 1.25
    return row
  }

  static func report(_ rows: [Capability] = rows) -> CapabilityReport {
    var report = CapabilityReport(
      hostID: "0123456789abcdef", takenUTC: "2026-11-20T09:30:00Z", rows: rows)
    report.judge()
    return report
  }

  @Test func textIsAsRecorded() throws {
    let file = Repository.root.appending(path: "Tests/Snapshots/capability-report.txt")
    if ProcessInfo.processInfo.environment["MMSB_RECORD"] != nil {
      try Self.report().text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == Self.report().text)
  }

  @Test func documentReadsBackAsTheSameReport() throws {
    let report = Self.report()
    #expect(try CapabilityReport(json: Array(report.json.utf8), name: "x") == report)
  }

  @Test func tableHasARowAFactAndOneHeader() throws {
    let report = Self.report()
    let lines = report.csv.split(separator: "\n")
    #expect(lines.count == report.rows.count + 1)
    #expect(lines[0] == CapabilityReport.columns.joined(separator: ",")[...])
    #expect(lines[1].hasSuffix("model_name,\"Test CPU @ 1 GHz, \"\"big\"\"\",,,,ok,,,"))
    #expect(
      lines.contains(
        "1.0,0123456789abcdef,2026-11-20T09:30:00Z,counters,perf,,,,,unavailable,no_pmu,"
          + "no hardware counters,use a metal host"))
    #expect(lines.contains { $0.contains("load_latency_dram,98.5,ns,49.25,123.125,ok") })
  }

  @Test(arguments: [
    ("{", "x:1:2"), ("{\"kind\": \"capabilities\",\n \"kind\": 1}", "x:2:2"),
    ("{}", "no capability report"), ("[]", "no capability report"),
    ("{\"kind\": \"capabilities\", \"schema_version\": \"9.0\"}", "version 9.0"),
    ("{\"kind\": \"capabilities\", \"schema_version\": \"1.0\"}", "lacks host_id"),
  ])
  func foreignDocumentIsRefusedByPlaceAndReason(_ text: String, _ words: String) {
    let failure = #expect(throws: Failure.self) {
      try CapabilityReport(json: Array(text.utf8), name: "x")
    }
    #expect(failure?.kind == .usage)
    #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
  }

  @Test(arguments: [
    "\"section\": \"moon\", \"key\": \"a\", \"value\": \"1\", \"status\": \"ok\"",
    "\"section\": \"clock\", \"value\": \"1\", \"status\": \"ok\"",
    "\"section\": \"clock\", \"key\": \"a\", \"value\": \"1\", \"status\": \"fine\"",
    "\"section\": \"clock\", \"key\": \"a\", \"value\": null, \"status\": \"ok\"",
    "\"section\": \"clock\", \"key\": \"a\", \"value\": [], \"status\": \"ok\"",
  ])
  func malformedFactIsNamedByItsNumber(_ fact: String) {
    let text = """
      {"kind": "capabilities", "schema_version": "1.0", "host_id": "h", "taken_utc": "t",
       "facts": [{"section": "clock", "key": "b", "value": 1, "status": "ok"}, {\(fact)}]}
      """
    let failure = #expect(throws: Failure.self) {
      try CapabilityReport(json: Array(text.utf8), name: "x")
    }
    #expect(failure?.message == "x: fact 2 is malformed")
  }

  @Test func comparisonShowsWhatDiffersAndWhatOnlyOneHas() {
    var rows = Self.rows
    rows[1].value = "8"
    rows.remove(at: 6)
    rows.append(Capability(.report, "elapsed", 9, unit: "s"))
    let other = CapabilityReport(hostID: "f", takenUTC: "2026-11-21T09:30:00Z", rows: rows)
    let own = CapabilityReport(hostID: "e", takenUTC: "2026-11-20T09:30:00Z", rows: Self.rows)
    #expect(
      CapabilityComparison(own, other, names: ["a.json", "b.json"]).text == """
                                 a.json  b.json
        processor cores_allowed  4       8
        caches l3_size           32 MiB  not in this report
        2 differ, 15 are alike

        """)
    #expect(
      CapabilityComparison(own, own, names: ["a", "a"]).text == "nothing differs in 17 facts\n")
  }
}

@Suite struct CapabilityVerdictTests {
  /// A bare machine with every capability: fit for every judgement.
  private static let metal = [
    Capability(.processor, "emulator", "none"), Capability(.processor, "cores_allowed", "8"),
    Capability(.processor, "cpu_quota", "none"), Capability(.caches, "l3_size", 1 << 25, unit: "B"),
    Capability(.memory, "limit", 1 << 35, unit: "B"), Capability(.nodes, "several_nodes", "yes"),
    Capability(.counters, "papi", "usable"), Capability(.system, "hypervisor", "none"),
    Capability(.system, "governor", "performance"), Capability(.system, "turbo", "off"),
    Capability(.disk, "results_type", "xfs"), Capability(.disk, "results_device", "hardware"),
  ]

  private static func unfit(_ change: (inout [Capability]) -> Void) -> [String: String] {
    var rows = metal
    change(&rows)
    let judged = CapabilityReportTests.report(rows).rows.filter { $0.section == .verdict }
    #expect(judged.count == 8)
    let missing = judged.filter { $0.status == .unavailable }
    return Dictionary(uniqueKeysWithValues: missing.map { ($0.key, $0.reasonCode) })
  }

  @Test func metalWithEverythingIsFitForEverything() {
    #expect(Self.unfit { _ in }.isEmpty)
  }

  @Test(
    arguments: [
      (
        "emulator", "valgrind",
        ["cached_ratios", "memory_ratios", "thread_scaling", "absolute_times"]
      ),
      ("cores_allowed", "1", ["thread_scaling"]),
      ("cpu_quota", "1.5", ["thread_scaling", "absolute_times"]),
      ("limit", "1000000000", ["memory_ratios"]), ("several_nodes", nil, ["numa"]),
      ("papi", nil, ["hardware_counters"]), ("hypervisor", "KVM", ["absolute_times"]),
      ("hypervisor", nil, ["absolute_times"]), ("governor", "powersave", ["absolute_times"]),
      ("turbo", nil, ["absolute_times"]), ("results_type", "tmpfs", ["sync_latency"]),
      ("results_device", "virtual", ["sync_latency"]), ("results_device", nil, ["sync_latency"]),
    ] as [(String, String?, [String])])
  func eachShortcomingCostsItsJudgements(_ key: String, _ value: String?, _ lost: [String]) {
    let unfit = Self.unfit { rows in
      for index in rows.indices where rows[index].key == key {
        rows[index] = Capability(rows[index].section, key, value)
      }
    }
    #expect(Set(unfit.keys) == Set(lost), "\(unfit)")
  }

  @Test func stolenTimeSaysThatTheMachineIsShared() {
    let code = { (stolen: Double) in
      Self.unfit { rows in
        rows.removeAll { $0.key == "hypervisor" }
        rows.append(Capability(.system, "hypervisor", "KVM"))
        rows.append(Capability(.noise, "stolen_since_boot", stolen, unit: "ratio"))
      }["absolute_times"]
    }
    #expect(code(0) == "virtual_machine" && code(0.01) == "shared_machine")
  }
}
