internal import CKernels
internal import Glibc
internal import StateBus
internal import Support
internal import TestSupport
internal import Testing

@Suite struct BackendChoiceTests {
  /// An entry that is recognised by its population count: 4242 bits in any mask.
  private static func probe(_ name: StaticString, needs: UInt32 = 0) -> BackendEntry {
    var kernels = unsafe Backend.entries[0].table
    unsafe kernels.name = UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
    unsafe kernels.needs = needs
    unsafe kernels.population = { _, _ in 4242 }
    return unsafe BackendEntry(Self.held(kernels), features: 0b0110)
  }

  /// The addresses of the tables, kept so that the leak checker does not report their memory.
  private static let tables = Guarded<[UInt]>([])

  /// A copy of the kernels that lives as long as the process, as the library's tables do.
  private static func held(_ kernels: ck_kernel) -> UnsafePointer<ck_kernel> {
    let memory = UnsafeMutablePointer<ck_kernel>.allocate(capacity: 1)
    unsafe memory.initialize(to: kernels)
    tables.withLock { $0.append(UInt(bitPattern: memory)) }
    return unsafe UnsafePointer(memory)
  }

  @Test func theScalarBackendComesFirstAndNeedsNothing() {
    #expect(Backend.entries.map(\.name) == ["scalar", "avx2", "avx512"])
    #expect(Backend.entries[0].needs.isEmpty)
    #expect(Backend.entries[0].isUsable)
  }

  /// AVX-512 F alone lacks byte masks: the original MMSB's merge used BW without a check for BW.
  @Test(.covers("MD-15", "DL7"))
  func everyInstructionSetUsedIsAskedFor() {
    #expect(Set(Backend.entries[1].needs).isSuperset(of: ["avx2", "bmi2", "popcnt", "sse4.2"]))
    #expect(
      Set(Backend.entries[2].needs).isSuperset(
        of: ["avx512f", "avx512bw", "avx512vl", "avx512vbmi2", "bmi2"]))
    let kernels = unsafe Backend.entries[2].table
    let without = unsafe BackendEntry(Self.held(kernels), features: kernels.needs & ~(1 << 5))
    #expect(without.missing == ["avx512bw"])
    #expect(!without.isUsable)
  }

  @Test func anUnknownNameListsTheKnownOnes() {
    let error = #expect(throws: BackendError.self) { try Backend.named("sse9") }
    #expect(error == .unknown(name: "sse9", known: ["scalar", "avx2", "avx512"]))
    #expect(error?.description == "no backend \"sse9\"; there are scalar, avx2, avx512")
  }

  @Test func anUnsupportedBackendNamesWhatIsMissing() {
    let backends = [Backend.entries[0], Self.probe("wide", needs: 0b1011)]
    let error = #expect(throws: BackendError.self) {
      try Backend.named("wide", among: backends)
    }
    #expect(error == .unsupported(name: "wide", missing: ["sse4.2", "avx2"]))
    #expect(
      error?.description
        == "backend \"wide\" can't run here: this machine lacks sse4.2, avx2")
  }

  @Test func forcingIsNeverAFallback() {
    let backends = [Backend.entries[0], Self.probe("wide", needs: 0b1011)]
    #expect(throws: BackendError.self) {
      try Backend.preferred(forced: "wide", among: backends)
    }
    #expect(throws: BackendError.self) {
      try Backend.preferred(forced: "none", among: backends)
    }
  }

  /// A backend is a value only where it can run, so a caller does not check it before use.
  @Test(.covers("MD-15"), arguments: Backend.entries.map(\.name))
  func aBackendThatCanNotRunCanNotBeHad(name: String) throws {
    let entry = try #require(Backend.entries.first { $0.name == name })
    let kernels = unsafe entry.table
    for feature in 0..<UInt32(32) where unsafe kernels.needs >> feature & 1 == 1 {
      let without = unsafe BackendEntry(
        Self.held(kernels), features: kernels.needs & ~(1 << feature))
      #expect(without.missing.count == 1)
      #expect(throws: BackendError.unsupported(name: name, missing: without.missing)) {
        try without.backend()
      }
    }
    let names = Backend.usable.map(\.name)
    #expect(names == Backend.entries.filter(\.isUsable).map(\.name))
    #expect(names.first == "scalar")
  }

  @Test func theFastestUsableBackendIsPreferred() throws {
    let usable = Self.probe("usable", needs: 0b0110)
    let backends = [Backend.entries[0], usable, Self.probe("wide", needs: 0b1011)]
    #expect(try Backend.preferred(forced: nil, among: backends).name == "usable")
    #expect(try Backend.preferred(forced: "", among: backends).name == "usable")
    #expect(throws: BackendError.noneUsable) {
      try Backend.preferred(forced: nil, among: [Self.probe("wide", needs: 0b1011)])
    }
  }

  @Test func theForcedBackendIsTheOneThatRuns() throws {
    let backends = Backend.entries + [Self.probe("probe")]
    let forced = try Backend.preferred(forced: "probe", among: backends)
    #expect(forced.name == "probe")
    #expect(try forced.population(of: [UInt64(1)].span, count: 64) == 4242)
    let scalar = try Backend.preferred(forced: "scalar", among: backends)
    #expect(try scalar.population(of: [UInt64(1)].span, count: 64) == 1)
  }

  @Test func theEnvironmentForcesABackend() async {
    await #expect(processExitsWith: .success) {
      unsafe setenv(Backend.variable, "scalar", 1)
      let scalar = try Backend.preferred()
      precondition(scalar.name == "scalar", "MMSB_BACKEND was ignored")
    }
    await #expect(processExitsWith: .success) {
      unsafe setenv(Backend.variable, "sse9", 1)
      do throws(BackendError) {
        _ = try Backend.preferred()
        preconditionFailure("an unknown backend was replaced by another")
      } catch {
        precondition(error == .unknown(name: "sse9", known: Backend.entries.map(\.name)))
      }
    }
  }
}
