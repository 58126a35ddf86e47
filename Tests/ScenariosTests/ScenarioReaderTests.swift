import Measure
import Scenarios
import Support
import TestSupport
import Testing

@Suite struct ScenarioReaderTests {
  @Test func aFullScenarioSaysAllItSays() throws {
    let bytes = try Golden.bytes("scenario.json5")
    let file = try ScenarioFile(path: "dir/test.json5", bytes: bytes, catalogue())
    let scenario = file.scenario
    #expect(scenario.name == "full-1" && scenario.about.hasPrefix("All keys"))
    #expect(scenario.workloads == ["fake", "kernel.reader"])
    #expect(scenario.trace?.path == "traces/t.mmsblog")
    #expect(scenario.trace.map(file.path) == "dir/traces/t.mmsblog")
    #expect(scenario.axes[.workingSet] == [.count(4096), .count(131072), .dram])
    #expect(scenario.axes[.threads] == [.count(1), .allCPUs])
    #expect(scenario.axes[.node] == [.eachNode, .count(0)])
    #expect(scenario.axes[.density] == [.share(0.5), .share(1)])
    #expect(scenario.baseline == [.backend: .name("slow"), .density: .share(0.5)])
    #expect(scenario.exclusions.first?.workloads == ["fake"])
    #expect(scenario.exclusions.first?.values[.workingSet] == [.dram, .count(4096)])
    #expect(scenario.rounds == 60)
    #expect(scenario.cache == .cold)
    #expect(scenario.counters == ["software", "PAPI_TOT_INS"])
    #expect(file.hash == Digest(of: Array(file.text.utf8)).description)
  }

  /// A scenario with a ¶ before its mistake, and the message after the place.
  static let mistakes: [(text: String, message: String)] = [
    ("¶[]", "found a list, allowed: an object"),
    (
      "{\n  schema: ¶2 }",
      "found the number 2, allowed: 1"
    ),
    (
      "{ schema: 1, ¶gates: {} }",
      "found the key gates, allowed: schema, name, about, workload, input, axes, "
        + "baseline, exclude, measure, gate"
    ),
    ("¶{ schema: 1 }", "found no key workload, allowed: an object with workload"),
    (
      "{ schema: 1, name: 'a', ¶name: 'b' }",
      "found the key name again, allowed: each key once (it is on line 1 already)"
    ),
    (
      scenarioText(workload: "¶'fakes'"),
      "found the string \"fakes\", allowed: fake, kernel.reader"
    ),
    (
      scenarioText(workload: "['fake', ¶'fake']"),
      "found fake again, allowed: each workload once"
    ),
    (
      scenarioText(workload: "¶[]"), "found an empty list, allowed: fake, kernel.reader"
    ),
    (
      scenarioText(more: "baseline: ¶{}"),
      "found an empty baseline, allowed: at least one axis and its value"
    ),
    (
      scenarioText(
        axes: "backend: ['slow', 'fast'], density: [0.5, 1]",
        more: "baseline: { backend: 'slow', density: 1 }, "
          + "exclude: [{ backend: 'fast', density: 1 }, ¶{ density: [0.5, 1] }]"),
      "found a rule that leaves out the baseline of fake, allowed: a rule that keeps it"
    ),
    (
      scenarioText(axes: "backend: ['slow', ¶'avx3']"),
      "found the string \"avx3\", allowed: slow, fast, wide"
    ),
    (
      scenarioText(axes: "¶backends: ['slow']"),
      "found the key backends, allowed: "
        + "backend, allocator, workingSet, density, pattern, threads, cpus, node, "
        + "memory"
    ),
    (
      scenarioText(axes: "¶deltaBytes: [64]"),
      "found the key deltaBytes, allowed: "
        + "backend, allocator, workingSet, density, pattern, threads, cpus, node, "
        + "memory"
    ),
    (
      scenarioText(axes: "backend: ['slow', ¶'slow']"),
      "found slow again, allowed: each value once"
    ),
    (
      scenarioText(axes: "workingSet: ['4KiB', ¶4096]"),
      "found 4096 again, allowed: each value once"
    ),
    (
      scenarioText(axes: "backend: ¶[]"),
      "found an empty list, allowed: slow, fast, wide"
    ),
    (
      scenarioText(axes: "density: [¶1.5]"),
      "found the number 1.5, allowed: a number from 0 to 1, or 0% to 100%"
    ),
    (
      scenarioText(axes: "density: [¶'half']"),
      "found the string \"half\", allowed: a number from 0 to 1, or 0% to 100%"
    ),
    (
      scenarioText(axes: "threads: [¶0]"),
      "found the number 0, allowed: a whole number from 1 to 4096, or \"all\""
    ),
    (
      scenarioText(axes: "threads: [¶1.5]"),
      "found the number 1.5, allowed: a whole number from 1 to 4096, or \"all\""
    ),
    (
      scenarioText(axes: "workingSet: [¶'4KB']"),
      "found the string \"4KB\", allowed: "
        + "1 to 2^40 bytes, as 131072 or \"128KiB\", or \"DRAM\""
    ),
    (
      scenarioText(axes: "node: [¶-1]"),
      "found the number -1, allowed: a node's number, or \"each\""
    ),
    (
      scenarioText(axes: "node: [¶true]"),
      "found true, allowed: a node's number, or \"each\""
    ),
    (
      scenarioText(more: "baseline: { backend: ¶'wide' }"),
      "found the string \"wide\", allowed: a value of axes.backend: slow, fast"
    ),
    (
      scenarioText(axes: "threads: [1, 2]", more: "baseline: { ¶threads: 1 }"),
      "found the key threads, allowed: no axis"
    ),
    (
      scenarioText(more: "exclude: [{ ¶allocator: 'heap' }]"),
      "found the key allocator, allowed: workload, backend"
    ),
    (
      scenarioText(more: "exclude: [¶{}]"),
      "found an empty rule, allowed: at least one axis and its values"
    ),
    (
      scenarioText(more: "exclude: [{ workload: ¶'kernel.reader' }]"),
      "found the string \"kernel.reader\", allowed: fake"
    ),
    (
      scenarioText(more: "exclude: ¶{ backend: 'slow' }"),
      "found an object, allowed: a list"
    ),
    (
      scenarioText(more: "measure: { rounds: ¶7 }"),
      "found the number 7, allowed: a whole number from 8 to 10000"
    ),
    (
      scenarioText(more: "measure: { ¶repeats: 1 }"),
      "found the key repeats, allowed: metrics, rounds, launches, cache, counters"
    ),
    (
      scenarioText(more: "measure: { launches: ¶0 }"),
      "found the number 0, allowed: a whole number from 1 to 100"
    ),
    (
      scenarioText(more: "measure: { metrics: ['time', ¶'latencies'] }"),
      "found the string \"latencies\", allowed: time, or time and latency"
    ),
    (
      scenarioText(more: "measure: { metrics: ['time', ¶'time'] }"),
      "found time again, allowed: each metric once"
    ),
    (
      scenarioText(more: "measure: { metrics: ¶['latency'] }"),
      "found metrics without time, allowed: time, or time and latency"
    ),
    (
      scenarioText(more: "gate: { ¶limit: 1 }"),
      "found the key limit, allowed: threshold, floor, exact"
    ),
    (
      scenarioText(more: "gate: { threshold: ¶0 }"),
      "found the number 0, allowed: a share above 0, as 0.05"
    ),
    (
      scenarioText(more: "gate: { floor: ¶-1 }"),
      "found the number -1, allowed: nanoseconds an operation, 0 or more"
    ),
    (
      scenarioText(more: "gate: { exact: [¶'steps'] }"),
      "found the string \"steps\", allowed: "
    ),
    (
      "¶" + scenarioText(workload: "'kernel.reader'"),
      "found no key input, allowed: input: { trace: \"FILE\" }, "
        + "because kernel.reader works on a trace"
    ),
    (
      scenarioText(more: "input: ¶{ trace: 't' }"),
      "found an object, allowed: no input: fake works on no trace"
    ),
    (
      scenarioText(workload: "'kernel.reader'", more: "input: { ¶generate: {} }"),
      "found the key generate, allowed: trace"
    ),
    (
      scenarioText(workload: "'kernel.reader'", more: "input: { trace: ¶3 }"),
      "found the number 3, allowed: a path"
    ),
    (
      "{ schema: 1, name: ¶'A b', about: '.', workload: 'fake', axes: {} }",
      "found the string \"A b\", allowed: "
        + "lower-case letters, digits and hyphens, 64 at most"
    ),
    (
      "{ schema: 1, name: 'a', about: ¶'x\\ny', workload: 'fake', axes: {} }",
      "found the string \"x\\u000ay\", allowed: one line of text"
    ),
    (
      "{ schema: 1, name: 'a', about: ¶'x\\u001b[2Jy', workload: 'fake', axes: {} }",
      "found the string \"x\\u001b[2Jy\", allowed: one line of text"
    ),
    (
      "{ schema: 1, ¶'x\\r\\x9B2J': 1 }",
      "found the key x\\u000d\\u009b2J, allowed: schema, name, about, workload, input, axes, "
        + "baseline, exclude, measure, gate"
    ),

  ]

  @Test(arguments: mistakes.indices) func aMistakeIsNamedWithItsPlace(row: Int) {
    let (marked, message) = Self.mistakes[row]
    let lines = marked.prefix { $0 != "¶" }.split(separator: "\n", omittingEmptySubsequences: false)
    let place = "\(lines.count):\((lines.last?.count ?? 0) + 1)"
    let text = marked.filter { $0 != "¶" }
    let error = #expect(throws: ScenarioError.self) { try scenarioFile(text) }
    #expect(error?.description == "dir/test.json5:\(place): \(message)")
  }

  @Test func anAxisThatOneOfTheWorkloadsHasIsEnough() throws {
    let text = scenarioText(
      workload: "['kernel.reader', 'fake']", axes: "allocator: ['heap']",
      more: "input: { trace: 't' }")
    #expect(try scenarioFile(text).scenario.axes[.allocator] == [.name("heap")])
  }

  /// Files that are too long, not UTF-8, missing or without an end.
  @Test func foreignFilesAreRefusedWithTheReason() throws {
    let folder = try TestFolder()
    let message = { (path: String) in
      #expect(throws: ScenarioError.self) { try ScenarioFile.load(path, catalogue()) }?.description
    }
    let long = try folder.write([UInt8](repeating: 0x20, count: 1 << 20 + 1), "long.json5")
    #expect(message(long) == "\(long): it has more than 1048576 bytes, and no scenario has")
    let broken = try folder.write([0x7B, 0x0A, 0x20, 0xFF], "broken.json5")
    #expect(message(broken) == "\(broken):2:2: found a byte that is not UTF-8, allowed: UTF-8 text")
    #expect(message(folder.root + "/") == "\(folder.root)/: Is a directory")
    let missing = folder.path("missing.json5")
    #expect(message(missing) == "\(missing): No such file or directory")
    let endless = message("/dev/zero")
    #expect(endless == "/dev/zero: it is a pipe or a device, not an ordinary file")
  }
}
