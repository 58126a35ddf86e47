import Glibc
import Support
import TestSupport
import Testing

import Counters
import Machine

@Suite struct ResourceUsageTests {
  /// Each page of a fresh mapping costs its first toucher one fault; huge pages stay off.
  @Test func firstTouchOfEachPageIsOneMinorFault() throws {
    let region = try MappedRegion(byteCount: 256 * MappedRegion.pageByteCount)
    unsafe madvise(region.baseAddress, region.byteCount, MADV_NOHUGEPAGE)
    let faults = (0..<2).map { _ in
      let before = ResourceUsage.ofThread()
      for page in 0..<256 {
        let offset = page * MappedRegion.pageByteCount
        unsafe region.baseAddress.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
      }
      return (ResourceUsage.ofThread() - before).minorFaults
    }
    #expect(faults[0] >= 256)
    #expect(faults[1] < 32, "the second time the pages are there")
  }

  @Test func sleepingIsAVoluntarySwitch() {
    let before = ResourceUsage.ofThread()
    for _ in 0..<20 { usleep(1000) }
    let used = ResourceUsage.ofThread() - before
    #expect(used.voluntarySwitches >= 20, "\(used)")
  }

  @Test func spinningIsUserTime() {
    let before = ResourceUsage.ofThread()
    var usage = before
    while (usage - before).userNanoseconds == 0 { usage = ResourceUsage.ofThread() }
    #expect((usage - before).userNanoseconds > 0)
    #expect(ResourceUsage.ofProcess().userNanoseconds >= usage.userNanoseconds)
  }

  @Test func usageOfTwoStretchesAddsUp() {
    var one = ResourceUsage(), two = ResourceUsage()
    one.minorFaults = 3
    one.userNanoseconds = 5
    two.minorFaults = 4
    two.majorFaults = 1
    let sum = one + two
    #expect([sum.minorFaults, sum.majorFaults, sum.userNanoseconds] == [7, 1, 5])
    #expect(sum - two == one)
  }

  @Test func peakResidentMemoryCoversWhatWasTouched() {
    let bytes = [UInt8](repeating: 1, count: 32 << 20)
    #expect(ResourceUsage.peakResidentByteCount() >= bytes.count)
  }
}
