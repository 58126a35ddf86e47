internal import Machine
package import Measure
internal import Oracle
internal import StateBus
internal import Support

extension Workloads {
  /// `replay`: a trace's commits onto pages, one by one, as they were recorded.
  ///
  /// The trace's first commit, the base image, is applied beforehand. Each iteration of a batch has
  /// its own engine, so that nothing is reset while the clock runs.
  package static func replay(_ bench: Workbench) -> Workload {
    Workload(
      name: "replay", about: "page writes recorded from a real program, commit by commit",
      axes: Axis.placing.union([.backend, .allocator]), needsTrace: true,
      memory: MemoryNeed(160 << 20, perTraceByte: 48)
    ) { request throws(WorkError) in try ReplayWork(request, bench) }
  }
}

private final class ReplayWork: Work {
  let facts: WorkFacts
  let references: [Reference]
  private let trace: LoadedTrace
  private var commits: [Commit]
  private let backend: Backend
  private let allocator: AllocatorChoice
  private var buses: [StateBus] = []
  private var failure: StateBusError?

  init(_ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    guard let path = request.trace else { throw .invalidInput("a replay needs a trace") }
    do throws(BackendError) { backend = try bench.backend(request.backend) } catch {
      throw WorkError(error)
    }
    allocator = try AllocatorChoice.requested(request)
    trace = try LoadedTrace(path: path, limits: bench.limits, backend: backend)
    // A separate array, so that moving commits out of it copies none.
    commits = trace.commits.map { $0 }
    var facts = trace.facts(backend: backend.name, allocator: allocator.name)
    facts.latencyUnit = LatencyUnit("commit", countPerIteration: commits.count)
    self.facts = facts
    references = [try trace.copiedRanges(copies: facts.iterationLimit ?? 1).reference]
  }

  func ready(iterations: Int) throws(WorkError) {
    buses.removeAll()
    failure = nil
    for _ in 0..<iterations {
      let bus = StateBus(allocator: allocator, backend: backend)
      do throws(StateBusError) { try bus.commit(trace.base) } catch {
        throw WorkError(error, "the trace's first commit")
      }
      buses.append(bus)
    }
  }

  func run(iterations: Int) { replay(iterations) {} }

  func run(iterations: Int, recording latencies: LatencyRecorder) {
    latencies.begin()
    replay(iterations) { latencies.end() }
  }

  @inline(__always)
  private func replay(_ iterations: Int, _ afterEach: () -> Void) {
    // Local variables need no check on access, as properties of a class do.
    var (commits, commit, applied) = (take(), Commit(), Applied())
    for bus in buses.prefix(iterations) {
      for index in commits.indices {
        // Moved out and back: a copy would count a reference to each of the commit's columns.
        swap(&commit, &commits[index])
        do throws(StateBusError) { try bus.commit(commit, into: &applied) } catch {
          failure = error
        }
        swap(&commit, &commits[index])
        afterEach()
      }
    }
    self.commits = commits
  }

  /// Throws where the system refused memory for a page; the trace itself was checked when loaded.
  func check() throws(WorkError) { if let failure { throw .environment("\(failure)") } }

  /// Moves the commits out, so that the caller's copy is the only one.
  private func take() -> [Commit] {
    defer { commits = [] }
    return commits
  }

  func residency() -> PageResidency? {
    let each = max(1, 4 * PageResidency.sampleCount / max(1, buses.count))
    return PageResidency.all(buses.map { $0.pages.residency(sampleCount: each) })
  }

  /// The copies' common digest; the first that differs, if one does.
  func digest() throws(WorkError) -> Digest {
    let digests = buses.map { $0.pages.digest(.data) }
    guard let first = digests.first else { throw .environment("no replay has run") }
    return digests.first { $0 != first } ?? first
  }

  func expected() -> Digest { trace.modelDigest() }
}
