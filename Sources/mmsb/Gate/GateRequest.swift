internal import Measure
internal import Scenarios
internal import Support

/// The request of a call of `gate`.
struct GateRequest {
  var base: String
  var head: String
  var scenarios: [String]
  var plan = PlanOptions()
  var threshold: Double?
  var launchCount = 8
  var isStrict = false
  /// Whether the gate waits for another mmsb that measures.
  var waits = false
  var ignoresIdentity = false
  var injection: String?
  var deadlineSeconds: Double?
  var output: String?
  /// The formats wanted, with their files.
  var reports: [(format: GateFormat, path: String)] = []

  init(_ arguments: Arguments) throws {
    base = try Self.program(try arguments.required("base"), "--base")
    head = try Self.program(arguments.text("head") ?? "/proc/self/exe", "--head")
    scenarios = arguments.operands
    plan.matrix.axes = arguments.all("axis")
    plan.matrix.filters = arguments.all("filter")
    plan.matrix.seed = try arguments.integer("seed", 0...UInt64.max) ?? 1
    plan.input = arguments.text("input")
    plan.budgetSeconds = try arguments.seconds("budget")
    threshold = try arguments.share("threshold")
    launchCount = try arguments.integer("launches", 8...40) ?? 8
    isStrict = arguments.has("strict")
    waits = arguments.has("wait")
    injection = arguments.text("inject")
    deadlineSeconds = try arguments.seconds("deadline")
    if let injection { _ = try Injection(injection) }
    ignoresIdentity = arguments.has("no-identity") || injection != nil
    output = arguments.text("out")
    reports = try arguments.all("report").map(Self.report)
  }

  /// Reads "markdown=FILE".
  private static func report(_ text: String) throws(UsageError) -> (GateFormat, String) {
    let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2, let format = GateFormat.named(parts[0]) else {
      let names = GateFormat.all.map { $0.name + "=FILE" }.joined(separator: ", ")
      throw .badValue(option: "--report", found: text, allowed: names)
    }
    return (format, parts[1])
  }

  /// The one path of a program, which must be a file.
  private static func program(_ path: String, _ option: String) throws(Failure) -> String {
    guard let real = RealPath.of(path) else {
      throw Failure(.usage, "\(option) \(path): no such program")
    }
    let kind = try? SystemDisk().facts(of: real)?.kind
    guard kind == .regular else {
      throw Failure(.usage, "\(option) \(path): not a program")
    }
    return real
  }
}
