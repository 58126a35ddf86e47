import Machine
import StateBus
import Testing

/// What a reader lets a file ask for.
@Suite struct ReadLimitsTests {
  @Test func defaultsAreThoseOfALaptop() throws {
    let limits = ReadLimits()
    #expect(limits.pageByteCount == 64 << 20)
    #expect(limits.recordByteCount == 1 << 30 && limits.commitByteCount == 1 << 30)
    let memory = try #require(MemoryFacts.read().limitByteCount)
    #expect(limits.stateByteCount == memory / 2)
  }
}
