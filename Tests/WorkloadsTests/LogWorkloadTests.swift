import Glibc
import Measure
import StateBus
import Support
import TestSupport
import Testing
import Workloads

/// The workloads with a log leave the generator's state, and detect a log that differs.
@Suite final class LogWorkloadTests {
  static let names = ["log.append", "log.read", "engine.commit"]
  let folder: String

  init() throws {
    folder = "/tmp/mmsb-work-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
    try #require(unsafe mkdir(folder, 0o700) == 0)
  }

  // Every work has removed its files before; a folder with files is left for inspection.
  deinit { unsafe rmdir(folder) }

  func work(
    _ name: String, _ bench: Workbench = Workbench(),
    _ change: (inout WorkRequest) -> Void = { _ in }
  ) throws -> any Work {
    let workload = try #require(Workloads.all(bench).first { $0.name == name })
    var request = WorkRequest()
    request.scratch = folder
    change(&request)
    return try workload.prepare(request)
  }

  @Test(.covers("TL2"), arguments: names, Variants.backends)
  func workLeavesWhatTheGeneratorSays(name: String, backend: String) throws {
    for (deltaBytes, density) in [(64, 0.5), (64, 1), (1000, 0.02), (4096, 0.5), (4096, 1)] {
      for pattern in Pattern.allCases {
        let work = try work(name) {
          $0.backend = backend
          $0.deltaByteCount = deltaBytes
          $0.density = density
          $0.pattern = pattern
        }
        for iterations in [1, 3] {
          try work.ready(iterations: iterations)
          work.run(iterations: iterations)
          #expect(try work.digest() == work.expected(), "\(deltaBytes) \(density) \(pattern)")
        }
        #expect(work.facts.backendExecuted == backend)
        for reference in work.references { reference.run(3) }
        try work.ready(iterations: 1)
        work.run(iterations: 1)
        #expect(try work.digest() == work.expected())
      }
    }
  }

  @Test(.covers("TL5"), arguments: names, [0.0, 0.2, 0.5, 0.99])
  func flippedBitInTheLogIsCaught(name: String, place: Double) throws {
    let bench = Workbench(afterLogWritten: { path in
      do throws(FileError) {
        let file = try File(updating: path)
        var byte: [UInt8] = [0]
        let position = Int(Double(try file.byteCount() - 1) * place)
        do {
          var words = byte.mutableSpan
          var span = unsafe words.mutableBytes
          _ = try file.read(into: &span, at: position)
        }
        byte[0] ^= 0x10
        try file.write(unsafe byte.span.bytes, at: position)
      } catch {
        Issue.record("\(error)")
      }
    })
    let work = try work(name, bench)
    try work.ready(iterations: 2)
    work.run(iterations: 2)
    #expect(try work.digest() != work.expected())
  }

  @Test(.covers("TL5"), arguments: names, Variants.backends)
  func backendThatFlipsABitIsCaught(name: String, backend: String) throws {
    let bench = Workbench(backend: { name throws(BackendError) in
      unsafe try Backend.named(name).tampered { unsafe $0[0] ^= 1 }
    })
    let work = try work(name, bench) { $0.backend = backend }
    try work.ready(iterations: 1)
    work.run(iterations: 1)
    #expect(try work.digest() != work.expected())
  }

  @Test(.covers("TL2"))
  func logBytesPerDeltaIsWithinItsGoal() throws {
    for (deltaBytes, limit) in [(64, 120.0), (4096, 4160.0)] {
      for name in Self.names {
        let work = try work(name) {
          $0.deltaByteCount = deltaBytes
          $0.density = 1
        }
        let fact = try #require(work.facts.exact.first)
        #expect(fact.metric == "log_bytes_per_delta")
        #expect(fact.unit == "B/op")
        #expect(fact.value > Double(deltaBytes) && fact.value <= limit)
      }
    }
  }

  @Test(.covers("T3"), arguments: names)
  func badRequestsAreNamed(name: String) throws {
    #expect(throws: WorkError.self) { _ = try self.work(name) { $0.scratch = nil } }
    #expect(throws: WorkError.self) { _ = try self.work(name) { $0.scratch = "/nowhere/at/all" } }
    #expect(throws: WorkError.self) { _ = try self.work(name) { $0.backend = "mmx" } }
    #expect(throws: WorkError.self) { _ = try self.work(name) { $0.deltaByteCount = 5000 } }
  }
}
