import Machine
import StateBus
import Testing

/// The memory that a reader allows a file.
@Suite struct ReadLimitsTests {
  @Test func defaultsAreThoseOfALaptop() throws {
    let limits = ReadLimits()
    #expect(limits.pageByteCount == 64 << 20)
    #expect(limits.recordByteCount == 1 << 30 && limits.commitByteCount == 1 << 30)
    let memory = try #require(MemoryFacts.read().limitByteCount)
    #expect(limits.stateByteCount == memory / 2)
  }
}
