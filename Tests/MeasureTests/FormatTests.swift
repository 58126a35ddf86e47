import Measure
import Support
import TestSupport
import Testing

@Suite struct FormatTests {
  @Test(arguments: ResultFormat.all.map(\.name))
  func everyFormatShowsWhatItShowed(name: String) throws {
    let format = try #require(ResultFormat.named(name))
    let text = format.render(Fixture.rows, FormatStyle())
    Snapshot.expect(text, at: "Tests/Snapshots/results-\(name).txt")
  }

  /// A folder that is read back renders to the same bytes as the run.
  @Test(arguments: ResultFormat.all.map(\.name))
  func rowsReadBackLookTheSame(name: String) throws {
    let format = try #require(ResultFormat.named(name))
    let scratch = try TestFolder()
    let folder = try ResultFolder(creating: scratch.root)
    folder.append(Fixture.rows)
    try folder.finish(partial: false, manifest: Fixture.manifest)
    let stored = try ResultFolder.read(scratch.root)
    #expect(
      format.render(stored.rows, FormatStyle()) == format.render(Fixture.rows, FormatStyle()))
  }

  @Test func everyTerminalLineOfACellBeginsWithItsID() {
    let lines = ResultFormat.table.render(Fixture.rows, FormatStyle()).split(separator: "\n")
    for id in ["c1", "c2", "c3"] {
      #expect(lines.contains { $0.hasPrefix(id + " ") }, "\(id)")
    }
  }

  @Test func colourChangesNothingButColour() {
    var style = FormatStyle()
    style.color = true
    let painted = ResultFormat.table.render(Fixture.rows, style)
    #expect(painted.contains("\u{1b}["))
    let plain = painted.replacing(/\u{1b}\[[0-9]*m/, with: "")
    let trimmed = plain.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.replacing(/[ ]+$/, with: "") }.joined(separator: "\n")
    #expect(trimmed == ResultFormat.table.render(Fixture.rows, FormatStyle()))
  }

  @Test func aWithheldCellShowsItsReasonAndNoNumber() throws {
    var rows = ResultRows()
    var cell = Fixture.cell("c9", "avx512")
    cell.status = .mismatch
    cell.reasonCode = "digest_mismatch"
    rows.append(ContestReport(result: Fixture.contest, cells: [cell]).rows())
    let text = ResultFormat.table.render(rows, FormatStyle())
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("c9") })
    #expect(line.contains("mismatch: digest_mismatch"))
    #expect(!line.contains("ns") && !line.contains("B/s"))
  }

  /// The table of the fixture with changed rows.
  private func table(_ change: (inout ResultRows) -> Void) -> String {
    var rows = Fixture.rows
    change(&rows)
    return ResultFormat.table.render(rows, FormatStyle())
  }

  @Test func aRatioThatCouldNotBeToldLooksSoAndMakesNoHeadline() {
    var rows = Fixture.rows
    for index in rows.compare.indices { rows.compare[index].verdict = .inconclusive }
    let text = ResultFormat.table.render(rows, FormatStyle())
    #expect(text.contains("×?") && text.contains("?: the interval crosses"))
    #expect(Conclusion.lines(rows).allSatisfy { !$0.contains("times") && !$0.contains("×") })
    #expect(!table { _ in }.contains("×?"))
  }

  @Test(arguments: [(1.11, "111 % !"), (1.09, "109 %")])
  func aShareWellAboveItsCeilingIsFlagged(fraction: Double, shown: String) {
    let text = table { rows in
      for index in rows.summary.indices where rows.summary[index].ceilingFraction != nil {
        rows.summary[index].ceilingFraction = fraction
      }
    }
    #expect(text.contains(shown))
    #expect(text.contains("!: well above") == (fraction > 1.1))
  }

  @Test(arguments: [(0.99, 1.05, "-1.0 % +5.0 %"), (0.97, 1.05, "5.0 %")])
  func bothSidesOfAnIntervalShowWhereTheyDifferTwofold(low: Double, high: Double, shown: String) {
    let text = table { rows in
      for index in rows.summary.indices where rows.summary[index].metric == "time" {
        rows.summary[index].low = rows.summary[index].value.map { $0 * low }
        rows.summary[index].high = rows.summary[index].value.map { $0 * high }
      }
    }
    #expect(text.contains(shown))
    #expect(text.contains("-") == text.contains("+5.0") || !shown.contains("+"))
  }

  @Test func throughputIsThatOfTheTimesOwnMedian() throws {
    let rows = Fixture.rows.summary
    let time = try #require(rows.only("time")?.value)
    #expect(rows.only("rate")?.value == 1e9 / time)
    #expect(rows.only("bandwidth")?.value == 2_048 * 1e9 / time)
  }

  @Test func markdownEscapesItsOwnSeparator() {
    var rows = ResultRows()
    for (id, trace) in [("c1", "a|b"), ("c2", "c")] {
      var cell = Fixture.cell(id, "scalar")
      cell.keys.trace = trace
      rows.append(ContestReport.untimed(cell))
    }
    let text = ResultFormat.markdown.render(rows, FormatStyle())
    #expect(text.contains("a\\|b"))
  }
}

@Suite struct DisplayTests {
  @Test(arguments: [
    (0.0, "0 ns"), (12.34, "12.3 ns"), (999.7, "1.00 µs"), (1234.5, "1.23 µs"),
    (2_000_000, "2 ms"), (3.21e9, "3.21 s"), (0.4567, "0.457 ns"),
  ])
  func timesHaveThreeDigits(nanoseconds: Double, text: String) {
    #expect(Display.time(nanoseconds) == text)
  }

  @Test(arguments: [
    (45.23e9, "45.2 GB/s"), (1.5e3, "1.50 kB/s"), (999, "999 B/s"), (1.2e12, "1.20 TB/s"),
  ])
  func bandwidthsCountInThousands(value: Double, text: String) {
    #expect(Display.bandwidth(value) == text)
  }

  @Test(arguments: [
    (512, "512 B"), (4096, "4 KiB"), (1536, "1.50 KiB"), (4_194_304, "4 MiB"), (0, "0 B"),
  ])
  func sizesCountInPowersOfTwo(count: Int, text: String) {
    #expect(Display.bytes(count) == text)
  }

  @Test func sharesAndCountsReadEasily() {
    #expect(Display.percent(0.94) == "94 %" && Display.percent(0.0041) == "0.4 %")
    #expect(Display.percent(1.234) == "123 %")
    #expect(Display.times(3.14) == "3.1" && Display.times(12.4) == "12")
    #expect(Display.times(0.957) == "0.96" && Display.times(1) == "1.0")
    #expect(Display.grouped(1_312) == "1,312" && Display.grouped(-1_234_567) == "-1,234,567")
    #expect(Display.grouped(12) == "12" && Display.grouped(100_000) == "100,000")
  }
}

@Suite struct ConclusionTests {
  @Test func theRunEndsWithASentenceAndABar() {
    #expect(
      Conclusion.lines(Fixture.rows) == [
        "replay-packages: avx512 + arena: 3.0 times scalar + heap (3.0 to 3.0), ▇▇▇▇▇▇▇▇▁▁ 80 % "
          + "of what this machine can copy; 1,312 page writes verified bit for bit; "
          + "1 cell unavailable (isa_absent)"
      ])
  }

  @Test func aWithheldCellIsNeverPraised() throws {
    var cell = Fixture.cell("c2", "avx512", allocator: "arena")
    cell.status = .mismatch
    cell.verified = false
    cell.reasonCode = "digest_mismatch"
    let rows = ContestReport(
      result: Fixture.contest, cells: [Fixture.cell("c1", "scalar"), cell],
      references: Fixture.references
    ).rows()
    let line = try #require(Conclusion.lines(rows).first)
    #expect(!line.contains("avx512 +"))
    #expect(line.contains("1 cell mismatch (digest_mismatch)"))
    #expect(line.contains("656 page writes verified"))
  }

  @Test func theSentenceSaysWhereItsCellStands() throws {
    var small = Fixture.cell("c1", "scalar")
    small.keys.workingSetByteCount = 4096
    var large = Fixture.cell("c2", "avx512")
    large.keys.workingSetByteCount = 131_072
    let rows = ContestReport(result: Fixture.contest, cells: [small, large]).rows()
    let line = try #require(Conclusion.lines(rows).first)
    #expect(line.contains("avx512 + heap at its best (128 KiB): 3.0 times scalar"))
  }

  @Test func barsStayBetweenEmptyAndFull() {
    #expect(Conclusion.bar(0) == "▁▁▁▁▁▁▁▁▁▁" && Conclusion.bar(1.3) == "▇▇▇▇▇▇▇▇▇▇")
    #expect(Conclusion.bar(0.94) == "▇▇▇▇▇▇▇▇▇▁")
  }

  @Test func aRunThatTimedNothingSaysSo() {
    let cell = Fixture.cell("c1", "scalar")
    #expect(
      Conclusion.lines(ContestReport.untimed(cell)) == [
        "replay-packages: nothing was timed; 656 page writes verified bit for bit"
      ])
  }

  /// A results folder may hold absurd numbers, which are shown without a trap.
  @Test(arguments: [
    0, -0.0, 1e300, -1e300, .leastNonzeroMagnitude, 1e15, -1e15, 9.3e18, 1.7976931348623157e308, -1,
  ])
  func absurdNumbersAreShown(number: Double) {
    var rows = Fixture.rows
    for index in rows.summary.indices {
      rows.summary[index].value = number
      rows.summary[index].low = number
      rows.summary[index].high = number
      rows.summary[index].level = number
      rows.summary[index].ceilingValue = number
      rows.summary[index].ceilingFraction = number
      rows.summary[index].keys.density = number
      rows.summary[index].keys.workingSetByteCount = .max
      rows.summary[index].keys.pageByteCount = .min
    }
    for index in rows.compare.indices {
      rows.compare[index].baseValue = number
      rows.compare[index].headValue = number
      rows.compare[index].ratio = number
      rows.compare[index].ratioLow = number
      rows.compare[index].ratioHigh = number
    }
    for format in ResultFormat.all { #expect(!format.render(rows, FormatStyle()).isEmpty) }
    var comparisons = ResultRows()
    comparisons.compare = rows.compare
    #expect(!ResultFormat.table.render(comparisons, FormatStyle()).isEmpty)
    #expect(!Conclusion.lines(rows).isEmpty)
    let stored = StoredResults(path: "x", rows: rows, manifest: .null)
    let plain = StoredResults(path: "y", rows: Fixture.rows, manifest: .null)
    #expect(!FolderComparison(base: stored, head: plain).rows.isEmpty)
    #expect(!FolderComparison(base: plain, head: stored).rows.isEmpty)
    #expect(!FigureReport([stored]).text.isEmpty)
    #expect(!FigureReport([stored]).table().isEmpty)
  }

  @Test func numbersBeyondAllDigitsHaveASign() {
    #expect(Display.percent(.infinity) == "∞ %" && Display.times(-.infinity) == "-∞")
    #expect(Display.significant(.nan) == "?")
  }
}
