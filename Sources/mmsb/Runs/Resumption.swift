internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// The earlier part of a run that has not come to its end: its claimed folder, with the rows to
/// keep, and its call.
struct Resumption {
  let folder: ResultFolder
  let runID: String
  let started: String
  /// The words of the run's call, without absolute paths.
  let words: [String]
  private let manifest: JSONValue

  /// Claims the folder of a run; nothing in the folder changes yet.
  init(_ path: String) throws(ResultError) {
    folder = try ResultFolder(resuming: path)
    manifest = folder.manifest ?? .null
    runID = manifest["run_id"]?.text ?? ""
    started = manifest["started_utc"]?.text ?? ""
    words = (manifest["arguments"]?.elements ?? []).compactMap(\.text)
  }

  /// The run as its manifest describes it; `given` are the arguments of the present call, of which
  /// the trace and the table's format count.
  func prepared(_ given: Arguments) throws -> PreparedRun {
    var request = try request()
    request.options.input = given.text("input") ?? request.options.input
    request.waits = given.has("wait")
    if given.has("format") { request.format = try given.format() }
    let catalogue = Catalogue.ofThisBuild(fault: request.fault, limits: request.limits)
    try Catalogue.checkForcedBackend()
    var run = try PreparedRun(request, [try file(request, catalogue)], catalogue)
    try check("build", manifest["build_id"], Build.identifier())
    try check("machine", manifest["host_id"], HostFacts.read(topology: run.topology).hostID)
    if run.plans[0].tracePath != nil {
      try check("trace", scenario?["trace"], run.plans[0].traceDigest)
    }
    run.resumption = self
    return run
  }

  private var scenario: JSONValue? { manifest["scenarios"]?.elements?.first }

  /// The call's request.
  private func request() throws -> RunRequest {
    let parser = ArgumentParser([RunCommand.command, VerifyCommand.command])
    guard let call = try? parser.parse(words), case .run(let command, let arguments) = call else {
      throw refusal("only what `mmsb run` and `mmsb verify` made can be")
    }
    let isVerifying = command.name == VerifyCommand.command.name
    var request = try RunRequest(arguments, mode: isVerifying ? .verify : .measure)
    if isVerifying { request.repeats = try VerifyCommand.repeats(arguments) }
    return request
  }

  /// The scenario from the manifest; a trace is sought where the call's scenario was.
  private func file(_ request: RunRequest, _ catalogue: Catalogue) throws -> ScenarioFile {
    guard let name = scenario?["name"]?.text, let text = scenario?["text"]?.text else {
      throw refusal("its manifest has no scenario")
    }
    let operand = request.scenarios.first { $0 == name || $0.hasSuffix("/\(name).json5") } ?? name
    let path = (try? ScenarioLibrary.standard.path(of: operand)) ?? operand
    let file = try ScenarioFile(path: path, bytes: Array(text.utf8), catalogue)
    guard file.hash == scenario?["hash"]?.text else {
      throw refusal("its scenario named a file by an absolute path, which results don't keep")
    }
    return file
  }

  /// Refuses to go on with something else than the run began with.
  private func check(_ what: String, _ old: JSONValue?, _ new: String) throws(ResultError) {
    guard old?.text != new else { return }
    throw refusal("it was begun with another \(what): \(old?.text ?? "none") then, \(new) now")
  }

  private func refusal(_ reason: String) -> ResultError {
    .notResumable(path: folder.path, reason: reason)
  }
}
