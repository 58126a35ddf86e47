import Measure
import TestSupport
import Testing

/// The file of expected counts: rows read back as written, and every fault is named with its line.
@Suite struct ExpectedCountTests {
  private static let golden = Snapshot.text("Tests/Golden/expected.csv") ?? ""

  private func read(_ text: String) throws -> ExpectedCounts {
    let scratch = try TestFolder()
    return try ExpectedCounts.read(scratch.write(Array(text.utf8), "x.csv"))
  }

  @Test func keptFilesReadBackAsTheyWere() throws {
    let counts = try read(Self.golden)
    #expect(counts.text == Self.golden && counts.rows.count == 4)
    let scan = counts.rows[2]
    #expect(scan.keys.cellID == "batch.scan" && scan.keys.seed == .max && scan.keys.threads == 2)
    #expect(scan.keys.workingSetByteCount == nil && scan.value == 1_000_000)
    #expect(counts.rows[0].keys.workingSetByteCount == 4096 && counts.rows[0].unit == "B")
  }

  @Test func orderIsOfNoAccountAndIsRestored() throws {
    var lines = Self.golden.split(separator: "\n")
    let header = lines.removeFirst()
    let mixed = ([header] + lines.reversed()).map { $0 + "\n" }.joined()
    #expect(try read(mixed).text == Self.golden)
  }

  @Test(arguments: [
    ("", "x.csv:1: schema_version: ", "nothing"),
    ("scenario", "x.csv:1: scenario: ", "`cell`"),
    ("1,batch", "x.csv:2: schema_version: ", "2"),
    (",20000,", "x.csv:3: value: ", "integer"),
    ("deltas_applied", "x.csv:3: metric: ", "twice"),
    ("1,4096,1,deltas", "x.csv:3: cell_id: ", "another cell"),
    ("batch.scan,2", "x.csv:4: threads: ", "empty"),
    (",1000000,", "x.csv:4: value: ", "above 0"),
    ("7,count", "x.csv:5: unit: ", "count, B"),
    ("\"log, odd\"", "x.csv:5: ", "has 12 fields and should have 11"),
  ])
  func whatIsWrongIsNamedWithItsPlace(found: String, place: String, words: String) throws {
    let mistakes = [
      "scenario": "cell", "1,batch": "2,batch", ",20000,": ",2e4,",
      "deltas_applied": "bytes_spanned", "1,4096,1,deltas": "2,4096,1,deltas",
      "batch.scan,2": "batch.scan,", ",1000000,": ",0,", "7,count": "7,ns",
      "\"log, odd\"": "log, odd",
    ]
    let text = mistakes[found].map { Self.replacingFirst(found, $0) } ?? ""
    let error = #expect(throws: ResultError.self) { try read(text) }
    let message = error?.description ?? ""
    #expect(message.contains(place) && message.contains(words), "\(message)")
    #expect(message.contains("--expect-write"), "the way out")
  }

  private static func replacingFirst(_ old: String, _ new: String) -> String {
    guard let range = golden.firstRange(of: old) else { return golden }
    return golden[..<range.lowerBound] + new + golden[range.upperBound...]
  }
}
