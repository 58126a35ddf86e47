import StateBus
import TestSupport
import Testing

/// The types of names and numbers: distinct, ordered and finite.
@Suite struct NameTests {
  /// Whether values, given in ascending order, are ordered and hashed as their numbers.
  static func isOrdered<Value: Hashable & Comparable>(_ values: [Value]) -> Bool {
    values.indices.allSatisfy { left in
      values.indices.allSatisfy { right in
        (values[left] < values[right]) == (left < right)
          && (values[left] == values[right]) == (left == right)
      }
    } && Set(values + values).count == values.count
  }

  @Test(.covers("T1"))
  func namesAreOrderedByTheirNumbers() {
    let numbers: [UInt64] = [0, 1, 2, 255, 1 << 32, .max]
    #expect(Self.isOrdered(numbers.map { PageID($0) }))
    #expect(Self.isOrdered(numbers.map { DeltaID($0) }))
    #expect(Self.isOrdered(numbers.map { Epoch($0) }))
    #expect(Self.isOrdered([0, 1, 7, UInt32.max].map { Source(index: $0) }))
    #expect(Self.isOrdered([PageLocation.cpu, .gpu, .unified]))
    #expect(DeltaID(7).description == "7")
  }

  @Test(.covers("T1"))
  func namesAreTypesOfTheirOwnThatNoNumberTurnsInto() {
    let types: [Any.Type] = [
      PageID.self, DeltaID.self, Epoch.self, Source.self, PageLocation.self, UInt64.self,
      UInt32.self, Int32.self,
    ]
    #expect(Set(types.map { ObjectIdentifier($0) }).count == types.count)
    let values: [Any] = [PageID(1), DeltaID(1), Epoch(1), Source(index: 1), PageLocation.gpu]
    for value in values { #expect(!(value is any ExpressibleByIntegerLiteral), "\(value)") }
  }

  @Test(.covers("T1", "T3"))
  func locationTagsAreThree() throws {
    for tag: Int32 in [0, 1, 2] { #expect(try PageLocation(tag: tag).rawValue == tag) }
    for tag: Int32 in [-1, 3, .max, .min] {
      #expect(throws: PageError.invalidLocation(tag)) { try PageLocation(tag: tag) }
    }
  }

  @Test(.covers("T2"))
  func racingIncrementsHandOutEveryEpochOnce() {
    let cell = EpochCell()
    let seen = Threads.run(8) { _ in (0..<100_000).compactMap { _ in cell.increment()?.rawValue } }
    #expect(Set(seen.joined()).count == 800_000)
    #expect(cell.load() == Epoch(800_000))
    cell.store(Epoch(5))
    #expect(cell.load() == Epoch(5))
  }

  /// The epoch after the last one ended the process, and the cell wrapped to zero.
  @Test(.covers("T2", "MD-31"))
  func epochsEndAtTheLastOne() {
    #expect(Epoch(1).next == Epoch(2) && Epoch(.max - 1).next == Epoch(.max))
    #expect(Epoch(.max).next == nil)
    let cell = EpochCell(Epoch(.max - 1000))
    let seen = Threads.run(4) { _ in (0..<500).compactMap { _ in cell.increment()?.rawValue } }
    #expect(Set(seen.joined()) == Set(UInt64.max - 1000...UInt64.max - 1))
    #expect(cell.increment() == nil && cell.load() == Epoch(.max))
  }
}
