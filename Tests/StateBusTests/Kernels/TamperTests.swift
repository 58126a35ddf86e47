internal import Oracle
internal import Proof
internal import StateBus
import Support
internal import TestSupport
internal import Testing

/// A planted change reaches the output of every kernel, as `--inject corrupt=backend:NAME` needs.
@Suite struct TamperTests {
  /// Flips the lowest bit of the first byte written.
  static func tampered(_ backend: Backend) -> Backend {
    unsafe backend.tampered { unsafe $0[0] ^= 1 }
  }

  @Test(arguments: KernelCheck.operations.indices)
  func everyKernelsOutputIsReached(index: Int) throws {
    let (name, check) = KernelCheck.operations[index]
    var random = SplitMix64(seed: 23)
    let count = 300
    let bytes = (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let mask = (0..<count).map { $0 % 3 != 1 }
    let input = KernelCase(
      old: bytes, new: zip(bytes, mask).map { $1 ? ~$0 : $0 }, mask: mask, otherMask: mask)
    for backend in Backend.usable {
      #expect(try check(backend, input), "\(name) of \(backend.name) is right")
      #expect(try !check(Self.tampered(backend), input), "\(name) of \(backend.name) is changed")
      #expect(Self.tampered(backend).name == backend.name)
    }
  }
}
