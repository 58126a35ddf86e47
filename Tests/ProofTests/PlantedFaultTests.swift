internal import Proof
internal import StateBus
internal import TestSupport
internal import Testing

@Suite struct PlantedFaultTests {
  @Test(arguments: Variants.backends)
  func onlyTheNamedBackendWritesAWrongBit(name: String) throws {
    let fault = PlantedFault(.backend(name))
    for backend in Backend.usable {
      let differing = try Self.wrongBits(of: fault.planted(in: backend))
      #expect(differing == (backend.name == name ? 1 : 0), "\(backend.name)")
    }
    #expect(fault.flipCount == 1)
  }

  /// A second pass over the same bytes must not restore the bit of the first pass.
  @Test func laterFlipsDoNotUndoEarlierOnes() throws {
    let fault = PlantedFault(.backend("scalar"))
    let backend = fault.planted(in: try Backend.named("scalar"))
    for count in 1...200 {
      #expect(try Self.wrongBits(of: backend, passes: count) > 0, "\(count) passes")
    }
  }

  @Test func partsAreReadFromTheCommandLine() {
    #expect(PlantedFault.Part("backend:avx2") == .backend("avx2"))
    #expect(PlantedFault.Part("log") == .log)
    for text in ["", "backend", "backend:", "avx2", "logs"] {
      #expect(PlantedFault.Part(text) == nil, "\(text)")
    }
  }

  /// The number of set bits in a page of zeros after applying an empty mask.
  private static func wrongBits(of backend: Backend, passes: Int = 1) throws -> Int {
    var page = [UInt8](repeating: 0, count: 512)
    let payload = page
    let mask = [UInt64](repeating: 0, count: 8)
    for _ in 0..<passes {
      var span = page.mutableSpan
      var bytes = unsafe span.mutableBytes
      try unsafe backend.applyDense(payload.span.bytes, mask: mask.span, to: &bytes)
    }
    return page.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}
