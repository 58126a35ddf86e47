import Counters
import Glibc
import Machine
import TestSupport
import Testing

@Suite struct CounterSelectionTests {
  private static let exact = ["alpha", "beta"].map { name in
    ExactCounter(name: name, unit: "count", about: "Counts.") { _ in 0 }
  }

  private func names(_ words: String...) throws -> [String] {
    try CounterSelection(words, exact: Self.exact).groups.map(\.name)
  }

  @Test func autoTakesEveryGroup() throws {
    #expect(try names("auto") == ["branches", "caches", "memory", "software", "engine"])
    let without = try CounterSelection(["auto"], exact: []).groups.map(\.name)
    #expect(without == ["branches", "caches", "memory", "software"])
    #expect(try names("memory", "auto", "memory").count == 5, "each once")
  }

  @Test func offIsNothingAndStandsAlone() throws {
    #expect(try names("off").isEmpty)
    #expect(throws: CounterSelectionError.offWithOthers) { try names("off", "caches") }
    #expect(throws: CounterSelectionError.nothing) { try CounterSelection([], exact: []) }
  }

  /// A group never exceeds the processor's counters and never mixes two components.
  @Test func nativeNamesArePutIntoGroupsThatFit() throws {
    let names = [
      "PAPI_TOT_INS", "perf::CYCLES", "PAPI_BR_INS", "PAPI_BR_MSP", "PAPI_L1_DCM",
      "perf::PAGE-FAULTS", "PAPI_FP_OPS", "sde:::mmsb::total::alpha", "sde:::mmsb::w1::beta",
      "sde:::mmsb::w1::alpha",
    ]
    let selection = try CounterSelection(names, exact: Self.exact)
    #expect(selection.groups.map(\.name) == ["events"] + (2...6).map { "events_\($0)" })
    #expect(
      selection.metrics(of: .perf)
        == ["instructions", "cycles", "branches", "branch_misses", "l1d_misses"])
    #expect(selection.metrics(of: .papi) == selection.metrics(of: .perf).union(["papi_fp_ops"]))
    #expect(selection.metrics(of: .software) == ["page_faults"])
    #expect(selection.groups.map(\.isExact) == [false, false, false, false, true, true])
  }

  @Test(arguments: [
    "branchs", "PAPI_TOT_IND", "sde:::mmsb::total::gamma", "sde:::mmsb::w01::alpha",
    "sde:::mmsb::x::alpha", "sde:::other::alpha", "perf::NONESUCH", "",
  ])
  func unknownNamesAreRefusedWithThoseThereAre(_ word: String) throws {
    let error = #expect(throws: CounterSelectionError.self) {
      try CounterSelection(["caches", word], exact: Self.exact)
    }
    guard case .unknown(let found, let known) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found == word)
    for name in ["branches", "PAPI_TOT_INS", "perf::CYCLES", "sde:::mmsb::total::alpha"] {
      #expect(known.contains(name), "\(name)")
    }
  }

  /// Every listed counter can be selected and has a description.
  @Test func everythingThatIsListedIsUnderstood() throws {
    let all = CounterListing.all(.climb(), Self.exact)
    #expect(Set(all.map(\.name)).count == all.count && all.count > 100)
    for row in all {
      #expect(throws: Never.self) { try CounterSelection([row.name], exact: Self.exact) }
      #expect(!row.about.isEmpty, "\(row.name)")
    }
    let state = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0.reasonCode) })
    #expect(state["software"] == "" && state["sde:::mmsb::total::alpha"] == "")
    let ladder = CounterLadder.climb()
    #expect(state["branches"] == ladder.hardware.reasonCode)
  }

  /// PAPI ends the process when an unregistered thread looks a name up.
  @Test func namesAreLookedUpOnAnyThread() {
    let found = Threads.run(6) { thread in
      (0..<20).map { _ in
        (try? CounterSelection(["PAPI_FP_OPS"], exact: [])) != nil
          && (try? CounterSelection(["PAPI_NO_\(thread)"], exact: [])) == nil
      }
    }
    #expect(found.allSatisfy { $0.allSatisfy(\.self) })
  }

  @Test func listsMayHaveBlanks() {
    #expect(CounterSelection.words("caches, PAPI_TOT_INS ,") == ["caches", "PAPI_TOT_INS"])
  }

  /// The lost rung, and its reason, at the end of a run.
  @Test func lostRungIsFound() {
    func ladder(_ faults: Int) -> CounterLadder {
      CounterLadder(
        LadderObservation(
          papi: PAPIObservation(),
          perf: PerfObservation(hardwareCode: ENOENT, softwareFaults: faults)))
    }
    #expect(ladder(64).lost(atEnd: ladder(64)) == nil)
    #expect(ladder(64).lost(atEnd: ladder(3))?.reasonCode == "counter_untrusted")
    #expect(ladder(64).lost(atEnd: ladder(3))?.kind == .software)
    #expect(ladder(3).lost(atEnd: ladder(64)) == nil, "what was never used can't be lost")
  }
}
