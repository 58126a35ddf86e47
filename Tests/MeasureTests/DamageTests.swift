import Measure
import Support
import TestSupport
import Testing

/// Every way to damage a results folder, from its columns and members: `validate` notices each.
@Suite struct DamageTests {
  private static func folder(in scratch: TestFolder) throws {
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
  }

  @Test(arguments: FolderDamage.all) func aDamageIsNoticed(damage: FolderDamage) throws {
    let scratch = try TestFolder()
    try Self.folder(in: scratch)
    guard let after = damage.applied(to: try scratch.bytes(damage.file)) else { return }
    try scratch.write(after, damage.file)
    #expect(try !ResultFolder.validate(scratch.root).isEmpty, "\(damage)")
  }

  /// The number of ways that do something, of which H9 asks for at least 60.
  @Test func thereAreHundredsOfWays() throws {
    let scratch = try TestFolder()
    try Self.folder(in: scratch)
    let counts = try FolderDamage.all.map { damage in
      (damage.file, damage.applied(to: try scratch.bytes(damage.file)) == nil ? 0 : 1)
    }
    let sums = Dictionary(counts, uniquingKeysWith: +)
    #expect(sums.values.reduce(0, +) > 500 && sums.values.allSatisfy { $0 > 30 }, "\(sums)")
  }
}

/// Numbers that don't follow from the samples, in folders whose digests were made to fit.
@Suite struct RecomputationTests {
  private func findings(_ change: (inout ResultRows) -> Void) throws -> [String] {
    let scratch = try TestFolder()
    var rows = Fixture.rows
    change(&rows)
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    return try ResultFolder.validate(scratch.root).map(\.description)
  }

  @Test func theFixtureFollowsFromItsSamples() throws {
    #expect(try findings { _ in } == [])
  }

  static let metrics = ["time", "rate", "bandwidth", "fraction_of_copy_avx512", "harness_overhead"]

  @Test(arguments: metrics) func anAlteredSummaryIsNoticed(metric: String) throws {
    let found = try findings { rows in
      guard let index = rows.summary.firstIndex(where: { $0.metric == metric && $0.low != nil })
      else { return }
      rows.summary[index].value = rows.summary[index].value.map { $0 * 2 }
      rows.summary[index].low = rows.summary[index].low.map { $0 * 2 }
      rows.summary[index].high = rows.summary[index].high.map { $0 * 2 }
    }
    #expect(found.contains { $0.contains("summary.csv:") && $0.contains("the samples say") })
  }

  @Test func anAlteredIntervalIsNoticed() throws {
    let found = try findings { rows in
      guard let index = rows.summary.firstIndex(where: { $0.metric == "time" && $0.low != nil })
      else { return }
      rows.summary[index].high = rows.summary[index].high.map { $0 * 1.5 }
    }
    #expect(found.contains { $0.contains("ci_high: is `") })
  }

  @Test func anAlteredSampleIsNoticedByTheNumbersMadeOfIt() throws {
    let found = try findings { rows in
      for index in rows.samples.indices where rows.samples[index].keys.cellID == "c2" {
        rows.samples[index].value = rows.samples[index].value.map { $0 * 2 }
      }
    }
    #expect(found.contains { $0.contains("summary.csv") })
    #expect(found.contains { $0.contains("compare.csv") })
  }

  @Test(arguments: ["ratio", "verdict"]) func anAlteredComparisonIsNoticed(column: String) throws {
    let found = try findings { rows in
      guard let index = rows.compare.firstIndex(where: { $0.ratio != nil }) else { return }
      if column == "ratio" {
        rows.compare[index].ratio = rows.compare[index].ratio.map { $0 * 2 }
        rows.compare[index].ratioLow = rows.compare[index].ratioLow.map { $0 * 2 }
        rows.compare[index].ratioHigh = rows.compare[index].ratioHigh.map { $0 * 2 }
      } else {
        rows.compare[index].verdict = .regression
      }
    }
    #expect(found.contains { $0.contains("compare.csv:") && $0.contains("\(column): is `") })
  }

  @Test func aSummaryWithoutSamplesAndSamplesWithoutASummaryAreNoticed() throws {
    let lost = try findings { rows in
      rows.samples.removeAll { $0.keys.cellID == "c2" }
    }
    #expect(lost.contains { $0.contains("no samples are behind") })
    let gone = try findings { rows in
      rows.summary.removeAll { $0.keys.cellID == "c2" && $0.metric == "rate" }
    }
    #expect(gone.contains { $0.contains("c2 has samples and no median of rate") })
  }

  @Test func roundsThatDoNotPairUpAreNoticed() throws {
    let found = try findings { rows in
      guard let index = rows.samples.firstIndex(where: { $0.keys.cellID == "c2" && $0.pair == 3 })
      else { return }
      rows.samples.remove(at: index)
    }
    #expect(found.contains { $0.contains("don't pair up") })
  }

  @Test(arguments: [Int.max, 1 << 40]) func absurdRoundsAreNoticed(pair: Int) throws {
    let found = try findings { rows in
      for index in rows.samples.indices where rows.samples[index].keys.cellID == "c2" {
        rows.samples[index].pair = pair
      }
    }
    #expect(found.contains { $0.contains("don't pair up") })
  }

  @Test func aContestWithoutItsCanaryIsNoticed() throws {
    let found = try findings { rows in
      rows.samples.removeAll { $0.keys.variant == CellKeys.canaryVariant }
    }
    #expect(found.contains { $0.contains("don't pair up") })
  }

  @Test func aTimeWithoutAGroupIsNoticed() throws {
    let found = try findings { rows in
      for index in rows.summary.indices where rows.summary[index].metric == "time" {
        rows.summary[index].keys.group = ""
      }
    }
    #expect(found.contains { $0.contains("group: is empty") })
  }

  @Test func aNumberOutsideItsRangeIsNoticed() throws {
    let found = try findings { rows in rows.samples[0].runningFraction = 2 }
    #expect(found.contains { $0.contains("running_fraction: 2 lies outside its range") })
  }

  @Test func rowsThatContradictTheManifestAreNoticed() throws {
    let found = try findings { rows in rows.summary[0].keys.hostID = "feedfeedfeedfeed" }
    #expect(found.contains { $0.contains("host_id: `feedfeedfeedfeed` is not the manifest's") })
  }

  @Test func anAbsolutePathInARowIsNoticed() throws {
    let found = try findings { rows in rows.summary[0].keys.trace = "/srv/me/x.mmsblog" }
    #expect(found.contains { $0.contains("absolute path /srv/me/x.mmsblog") })
  }
}
