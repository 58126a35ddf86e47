import Measure
import Support
import TestSupport
import Testing

/// Ways to damage a results folder, made from its columns and members: `validate` notices each.
@Suite struct DamageTests {
  /// A way to damage one field.
  enum Way: String, CaseIterable, Sendable {
    case empty, wrongType, outOfRange, altered, swapped
  }

  /// One damage to a file of a folder.
  struct Damage: CustomTestStringConvertible, Sendable {
    let file: String
    let column: String
    let way: Way

    var testDescription: String { "\(file) \(column) \(way.rawValue)" }
  }

  private static let files = ["samples.csv", "summary.csv", "compare.csv"]

  private static func folder(in scratch: TestFolder) throws {
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
  }

  static let damages: [Damage] = {
    let columns = [
      ResultSchema.samples.map(\.name), ResultSchema.summary.map(\.name),
      ResultSchema.compare.map(\.name),
    ]
    return zip(files, columns).flatMap { file, names in
      names.flatMap { name in Way.allCases.map { Damage(file: file, column: name, way: $0) } }
    }
  }()

  /// A field damaged so; nil where the way changes nothing.
  private static func damaged(_ field: String, _ other: String, _ way: Way) -> String? {
    let result: String
    switch way {
    case .empty: result = ""
    case .wrongType: result = "no such thing!"
    case .outOfRange: result = field.hasPrefix("-") ? "1e300" : "-1"
    case .altered:
      result = Double(field).map { "\($0 + 1)" } ?? field + "x"
    case .swapped: result = other
    }
    return result == field ? nil : result
  }

  /// The text with one field damaged: the first one that the way changes; nil where there is none.
  private static func damaged(_ text: String, _ damage: Damage) throws -> String? {
    var records = try CSV.parse(Array(text.utf8)).map(\.fields)
    guard let place = records[0].firstIndex(of: damage.column) else { return nil }
    for row in 1..<records.count {
      let others = (1..<records.count).map { records[$0][place] }
      let other = others.first { $0 != records[row][place] } ?? records[row][place]
      guard let field = damaged(records[row][place], other, damage.way) else { continue }
      records[row][place] = field
      return records.map(CSV.line).joined()
    }
    return nil
  }

  @Test(arguments: damages) func aDamagedFieldIsNoticed(damage: Damage) throws {
    let scratch = try TestFolder()
    try Self.folder(in: scratch)
    let before = String(decoding: try scratch.bytes(damage.file), as: UTF8.self)
    // A column that is empty in every row can't be emptied, and one value can't be swapped.
    guard let after = try Self.damaged(before, damage) else { return }
    try scratch.write(Array(after.utf8), damage.file)
    #expect(try !ResultFolder.validate(scratch.root).isEmpty)
  }

  /// The number of ways that do something, of which H9 asks for at least 60.
  @Test func thereAreHundredsOfWays() throws {
    let scratch = try TestFolder()
    try Self.folder(in: scratch)
    let texts = try Dictionary(
      uniqueKeysWithValues: Self.files.map {
        ($0, String(decoding: try scratch.bytes($0), as: UTF8.self))
      })
    let count = try Self.damages.count { damage in
      try Self.damaged(texts[damage.file] ?? "", damage) != nil
    }
    print("\(count) ways to damage a folder's tables")
    #expect(count > 400)
  }

  static let members = Manifest.fields.map(\.name)

  /// Each member of the manifest removed, of another type, and altered.
  @Test(arguments: members, ["removed", "wrongType", "altered"])
  func aDamagedManifestIsNoticed(name: String, way: String) throws {
    let scratch = try TestFolder()
    try Self.folder(in: scratch)
    let document = try JSONValue(strict: try scratch.bytes("manifest.json"))
    guard case .object(var members) = document.content,
      let place = members.firstIndex(where: { $0.name == name })
    else { return }
    let value = members[place].value
    switch way {
    case "removed": members.remove(at: place)
    case "wrongType": members[place] = JSONMember(name, .array([.integer(7)]))
    default: members[place] = JSONMember(name, Self.altered(value))
    }
    try scratch.write(Array(JSONValue.object(members).document.utf8), "manifest.json")
    #expect(try !ResultFolder.validate(scratch.root).isEmpty, "\(name) \(way)")
  }

  private static func altered(_ value: JSONValue) -> JSONValue {
    if let text = value.text { return .string(text + "x") }
    if let number = value.integer { return .integer(number + 1) }
    if value == true { return false }
    if value == false { return true }
    if let elements = value.elements { return .array(elements + [.string("more")]) }
    if case .object(let members) = value.content {
      return .object(members + [JSONMember("more", .integer(1))])
    }
    return .string("other")
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
