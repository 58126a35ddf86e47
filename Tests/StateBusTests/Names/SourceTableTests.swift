import CAllocations
import StateBus
import Support
import TestSupport
import Testing

/// The table of source names: each name is kept once, and copies stay independent.
@Suite struct SourceTableTests {
  @Test func namesAreKeptOnceAndFoundByIndex() {
    var table = SourceTable()
    #expect(table.count == 1 && table.names == [[]])
    let first = table.intern("a"), second = table.intern("b")
    #expect(table.intern("a") == first && table.intern("") == .unnamed)
    #expect(table.names == [[], Array("a".utf8), Array("b".utf8)])
    #expect(table.name(of: second) == Array("b".utf8))
    #expect(table.name(of: .unnamed) == [])
    #expect(table.name(of: Source(index: 3)) == nil)
  }

  @Test func copiesSeeTheirOwnNamesOnly() {
    var table = SourceTable()
    _ = table.intern("a")
    var copy = table
    let b = table.intern("b")
    #expect(copy.name(of: b) == nil && copy.count == 2)
    // The same index becomes another name in the copy; the first table keeps its own.
    #expect(copy.intern("c") == b)
    #expect(table.name(of: b) == Array("b".utf8))
    #expect(copy.names == [[], Array("a".utf8), Array("c".utf8)])
    #expect(table != copy)
    #expect(copy.intern("b").index == 3)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func randomCopiesAgreeWithPlainArrays(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var tables: [(table: SourceTable, names: [[UInt8]])] = [(SourceTable(), [[]])]
    for _ in 0..<3000 {
      var (table, names) = tables[Int.random(in: tables.indices, using: &random)]
      let name = [UInt8.random(in: 0..<40, using: &random)]
      let source = table.intern(name)
      if !names.contains(name) { names.append(name) }
      #expect(names[Int(source.index)] == name)
      if tables.count < 40 {
        tables.append((table, names))
      } else {
        tables[Int.random(in: tables.indices, using: &random)] = (table, names)
      }
    }
    for (table, names) in tables {
      #expect(table.names == names, "seed \(seed)")
      for other in tables { #expect((table == other.table) == (names == other.names)) }
    }
  }

  /// A reader that interned one name a commit copied all names each time: 10,000 kept commits cost
  /// five seconds and 50 million names.
  @Test(.enabled(if: ca_is_counting(), "a sanitizer has the heap"))
  func keepingACopyAfterEachNameCostsNoCopyOfTheNames() {
    var table = SourceTable()
    var copies: [SourceTable] = []
    let before = ca_byte_count()
    for number in 0..<50_000 {
      _ = table.intern(String(number))
      copies.append(table)
    }
    #expect(ca_byte_count() - before < 200 << 20, "bytes asked of the heap")
    #expect(copies[99].count == 101 && copies[99].names.last == Array("99".utf8))
    #expect(copies.last == table)
  }

  /// A log with a new name in every commit, read by a caller that keeps the commits.
  @Test(.timeLimit(.minutes(1)))
  func thirtyThousandCommitsWithANameEachAreReadAndKept() throws {
    let (backend, folder, count) = (try Backend.preferred(), try TestFolder(), 30_000)
    let byte: [UInt8] = [1]
    var writer = try LogWriter(creating: folder.path("log"), backend: backend)
    var commit = Commit()
    for number in 0..<count {
      commit.removeAll()
      let header = DeltaHeader(
        id: DeltaID(1), page: PageID(1), epoch: Epoch(1),
        source: commit.sources.intern("\(number)"))
      try commit.deltas.append(header, bytes: byte.span.raw)
      try writer.append(commit)
    }
    var reader = try LogReader(path: folder.path("log"), backend: backend)
    var kept: [Commit] = []
    while try reader.next(into: &commit) { kept.append(commit) }
    #expect(kept.count == count)
    for number in stride(from: 0, to: count, by: 997) {
      let source = kept[number].deltas.header(0).source
      #expect(kept[number].sources.name(of: source) == Array("\(number)".utf8))
    }
  }
}
