import Foundation
import Machine
import Measure
import Scenarios
import Support
import TestSupport
import Testing

/// A worker's answers, line by line, over made-up work.
@Suite(.serialized) struct WorkerSessionTests {
  /// A session that has opened a scenario of the cells fake.slow and fake.fast.
  private func opened(
    _ work: Workload = FakeWork.workload(), in folder: TestFolder, delay: PlantedDelay? = nil
  ) throws -> (session: WorkerSession, cells: [WorkerCellFacts]) {
    let path = folder.root + "/test.json5"
    let text = scenarioText(axes: "backend: ['slow', 'fast', 'wide']")
    try text.write(toFile: path, atomically: false, encoding: .utf8)
    let session = WorkerSession(catalogue([work]), .read(), delay: delay)
    var opening = WorkerOpening(scenario: path)
    opening.scratch = folder.root
    let reply = try ask(session, .open(opening))
    return (session, (reply["cells"]?.elements ?? []).compactMap(WorkerCellFacts.init))
  }

  private func ask(_ session: WorkerSession, _ request: WorkerRequest) throws -> JSONValue {
    try JSONValue(strict: Array(session.answer(request.json.line).utf8))
  }

  @Test(arguments: [
    WorkerRequest.prepare(cell: "a \"b\"\n", proof: true), .calibrate, .warm(iterations: 3),
    .run(iterations: 9), .state(proof: false), .count(iterations: 4),
  ])
  func requestsReadBackAsTheyWereWritten(request: WorkerRequest) throws {
    let line = request.json.line
    #expect(!line.contains("\n"))
    #expect(WorkerRequest(try JSONValue(strict: Array(line.utf8))) == request)
    #expect(WorkerRequest.names.contains(try #require(request.json["do"]?.text)))
  }

  @Test func openingReadsBackWithItsChoices() throws {
    var opening = WorkerOpening(scenario: "a/b.json5")
    opening.axes = ["backend=slow,fast"]
    opening.filters = ["slow"]
    opening.input = "trace"
    opening.seed = .max
    let line = WorkerRequest.open(opening).json.line
    #expect(WorkerRequest(try JSONValue(strict: Array(line.utf8))) == .open(opening))
  }

  /// The committed conversation: a later version must still understand what this one wrote.
  @Test func aRecordedConversationReadsBack() throws {
    let lines = try Golden.bytes("worker.jsonl").split(separator: UInt8(ascii: "\n"))
    let values = try lines.map { try JSONValue(strict: Array($0)) }
    #expect(WorkerHello(values[0])?.version == 1)
    let requests = stride(from: 1, to: values.count, by: 2).compactMap { WorkerRequest(values[$0]) }
    #expect(requests.count == 6 && values.count == 13)
    #expect(requests[1] == .prepare(cell: "apply.avx2", proof: true))
    let cells = (values[2]["cells"]?.elements ?? []).compactMap(WorkerCellFacts.init)
    #expect(cells.map(\.id).contains("apply.avx2"))
    #expect(WorkerPreparation(values[4])?.counts.isEmpty == false)
    #expect(WorkerBatch(values[10])?.nanoseconds ?? 0 > 0)
    #expect(values[12]["isEqual"] == true)
  }

  @Test func aScenarioIsAnsweredWithItsCellsAndTheirObstacles() throws {
    let folder = try TestFolder()
    let cells = try opened(in: folder).cells
    #expect(cells.map(\.id) == ["fake.slow", "fake.fast", "fake.wide"])
    #expect(cells.map(\.obstacleCode) == ["", "", "isa_absent"])
    #expect(Set(cells.map(\.hash)).count == 3)
  }

  @Test func aCellIsProvedRunAndProvedAgain() throws {
    let folder = try TestFolder()
    let (session, _) = try opened(in: folder)
    let prepared = try #require(
      WorkerPreparation(try ask(session, .prepare(cell: "fake.fast", proof: true))))
    #expect(prepared.status == .ok && prepared.operations == 3 && prepared.backend == "fast")
    #expect(prepared.counts.map(\.metric) == ["additions"])
    let iterations = try ask(session, .calibrate)["iterations"]?.integer ?? 0
    #expect(iterations > 1)
    #expect(try ask(session, .warm(iterations: iterations)) == [:])
    let batch = try #require(WorkerBatch(try ask(session, .run(iterations: iterations))))
    #expect(batch.nanoseconds > 0 && batch.canaryNanoseconds > 0)
    let state = try ask(session, .state(proof: true))
    #expect(state["isEqual"] == true)
    #expect(state["digest"]?.text == Digest(high: 0, low: UInt64(iterations) * 3).description)
  }

  @Test func aBatchTellsThePageFaultsThatTheKernelChargedForIt() throws {
    let folder = try TestFolder()
    // So much memory is mapped anew each time, whatever the heap has kept.
    let work = FakeWork.workload(
      fault: .init(
        backend: "fast",
        kind: .corruptWhile {
          let fresh = [UInt8](repeating: 7, count: 48 << 20)
          return fresh[fresh.count / 2] == 0
        }))
    let (session, _) = try opened(work, in: folder)
    _ = try ask(session, .prepare(cell: "fake.fast", proof: false))
    let batch = try #require(WorkerBatch(try ask(session, .run(iterations: 1))))
    #expect(batch.faults > 0)
  }

  /// Counters of a prepared cell, or the reason why the machine has none.
  @Test func aCellIsCountedApartFromItsTimes() throws {
    let folder = try TestFolder()
    let (session, _) = try opened(in: folder)
    _ = try ask(session, .prepare(cell: "fake.fast", proof: true))
    let counts = try #require(WorkerCounts(try ask(session, .count(iterations: 1_000))))
    #expect(counts.counters.isEmpty == !counts.reasonCode.isEmpty)
    #expect(counts.counters.allSatisfy { $0.batches.count == 3 })
    let state = try ask(session, .state(proof: true))
    #expect(state["isEqual"] == true && state["digest"]?.text?.isEmpty == false)
  }

  @Test func countsReadBackAsTheyWereWritten() throws {
    var counts = WorkerCounts()
    counts.counters = [("cycles", [9, 8, 7]), ("instructions", [3, 3, 3])]
    counts.reasonCode = "counter_busy"
    #expect(WorkerCounts(try JSONValue(strict: Array(counts.json.line.utf8))) == counts)
    #expect(WorkerCounts([:]) == nil)
  }

  /// A count without a value is zero where the build keeps the count, and unknown elsewhere.
  @Test func aCountThatIsMissingIsZeroOrUnknown() throws {
    var preparation = WorkerPreparation()
    preparation.counts = [ExactFact(metric: "calls", value: 2, unit: "count")]
    preparation.counters = ["calls", "copies"]
    let line = preparation.json.line
    let read = try #require(WorkerPreparation(try JSONValue(strict: Array(line.utf8))))
    #expect(read == preparation)
    #expect(read.count("calls") == 2 && read.count("copies") == 0 && read.count("x") == nil)
  }

  @Test func aWrongStateIsAMismatchAndCantBeTimed() throws {
    let folder = try TestFolder()
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .corrupt(beyond: 0)))
    let (session, _) = try opened(work, in: folder)
    let prepared = try #require(
      WorkerPreparation(try ask(session, .prepare(cell: "fake.fast", proof: true))))
    #expect(prepared.status == .mismatch && prepared.reasonCode == "digest_mismatch")
    #expect(prepared.problems.count == 1)
    let reply = try ask(session, .run(iterations: 1))
    #expect(reply["error"]?["message"]?.text == "no cell is prepared")
  }

  @Test func aStateThatTurnsWrongLaterIsToldByItsProof() throws {
    let folder = try TestFolder()
    let work = FakeWork.workload(fault: .init(backend: "fast", kind: .corrupt(beyond: 4)))
    let (session, _) = try opened(work, in: folder)
    _ = try ask(session, .prepare(cell: "fake.fast", proof: true))
    _ = try ask(session, .run(iterations: 5))
    #expect(try ask(session, .state(proof: true))["isEqual"] == false)
  }

  @Test(arguments: ["", "x", "{}", #"{"do": "run", "iterations": 0}"#, #"{"do": "fly"}"#])
  func aLineThatIsNoRequestIsAnError(line: String) throws {
    let session = WorkerSession(catalogue(), .read())
    let reply = try JSONValue(strict: Array(session.answer(line).utf8))
    #expect(reply["error"]?["kind"]?.text == "input")
    #expect(reply["error"]?["message"]?.text?.isEmpty == false)
  }

  @Test func anUnknownCellIsAnErrorThatNamesIt() throws {
    let folder = try TestFolder()
    let (session, _) = try opened(in: folder)
    let reply = try ask(session, .prepare(cell: "fake.none", proof: true))
    #expect(reply["error"]?["message"]?.text?.contains("fake.none") == true)
  }
}
