internal import Measure
internal import StateBus
internal import TestSupport
internal import Testing
internal import Workloads

@Suite struct KernelWorkloadTests {
  static let names = Workloads.kernels(Workbench()).map(\.name)

  private func work(
    _ name: String, _ bench: Workbench = Workbench(), _ change: (inout WorkRequest) -> Void
  ) throws -> any Work {
    var request = WorkRequest()
    change(&request)
    let workload = try #require(Workloads.kernels(bench).first { $0.name == name })
    return try workload.prepare(request)
  }

  @Test func everyKernelIsAKindOfWork() {
    #expect(
      Set(Self.names)
        == Set(
          ["apply", "apply_sparse", "merge", "diff", "compress", "diff_compress", "pack", "unpack"]
            .map { "kernel.\($0)" }
            + ["population", "rle_encode", "rle_decode", "crc32c"].map { "kernel.\($0)" }))
    #expect(Self.names.count == 12)
  }

  @Test(arguments: names, Variants.backends)
  func everyBackendLeavesWhatTheModelExpects(name: String, backend: String) throws {
    for (pattern, density) in [(Pattern.random, 0.5), (.runs, 0.1), (.random, 0), (.runs, 1)] {
      let work = try work(name) {
        $0.backend = backend
        $0.pageByteCount = 512
        $0.workingSetByteCount = 512 * 9
        $0.pattern = pattern
        $0.density = density
      }
      for iterations in [1, 3] {
        try work.ready(iterations: iterations)
        work.run(iterations: iterations)
        #expect(try work.digest() == work.expected(), "\(pattern) \(density)")
      }
      #expect(work.facts.backendExecuted == backend)
      #expect(work.facts.bytesPerIteration == 512 * 9)
      #expect(work.facts.operationsPerIteration == 9)
    }
  }

  /// Work that was made ready but not run must not pass.
  @Test(arguments: names)
  func workNotDoneIsNoticed(name: String) throws {
    let work = try work(name) { $0.workingSetByteCount = 1 << 14 }
    try work.ready(iterations: 1)
    work.run(iterations: 1)
    try work.ready(iterations: 1)
    #expect(try work.digest() != work.expected())
  }

  /// The set repeats its period of 1 MiB; the expected state covers all of it.
  @Test func aLargeWorkingSetIsCheckedToItsEnd() throws {
    let work = try work("kernel.apply") { $0.workingSetByteCount = (1 << 20) + 3 * 4096 }
    try work.ready(iterations: 1)
    work.run(iterations: 1)
    #expect(try work.digest() == work.expected())
  }

  @Test(arguments: names, Variants.backends)
  func aFlippedBitChangesTheDigest(name: String, backend: String) throws {
    var bench = Workbench()
    bench.backend = { name throws(BackendError) in
      unsafe try Backend.named(name).tampered { unsafe $0[$0.count / 2] ^= 4 }
    }
    let work = try work(name, bench) { $0.backend = backend }
    try work.ready(iterations: 1)
    work.run(iterations: 1)
    #expect(try work.digest() != work.expected())
    #expect(work.facts.backendExecuted == backend)
  }

  @Test func workersDrawDifferentInputs() throws {
    let digests = try (0..<2).map { worker in
      try work("kernel.apply") { $0.worker = worker }.expected()
    }
    #expect(digests[0] != digests[1])
  }

  @Test func everyReferenceRuns() throws {
    for name in Self.names {
      let work = try work(name) { $0.workingSetByteCount = 1 << 16 }
      for reference in work.references { reference.run(2) }
      #expect(Set(work.references.map(\.name)).count == work.references.count)
    }
    let apply = try work("kernel.apply") { $0.backend = "scalar" }
    let expected: Set = ["copy_glibc", "byteloop_novec", "byteloop_vec"]
    #expect(expected.isSubset(of: apply.references.map(\.name)))
  }

  @Test func requestsThatMakeNoSenseAreRefused() {
    let changes: [(inout WorkRequest) -> Void] = [
      { $0.pageByteCount = 100 }, { $0.pageByteCount = 0 }, { $0.workingSetByteCount = 100 },
      { $0.density = 1.5 }, { $0.backend = "sse9" },
    ]
    for change in changes {
      #expect {
        try work("kernel.apply", Workbench(), change)
      } throws: {
        if case WorkError.invalidInput = $0 { true } else { false }
      }
    }
  }

  @Test func aBackendThatTheMachineLacksIsUnavailable() {
    var bench = Workbench()
    bench.backend = { name throws(BackendError) in
      throw .unsupported(name: name, missing: ["avx512bw"])
    }
    #expect {
      try work("kernel.apply", bench) { _ in }
    } throws: {
      guard case WorkError.unavailable("isa_absent", _) = $0 else { return false }
      return true
    }
  }
}
