internal import Machine
internal import Scenarios
internal import Support

/// A worker process of one build, asked by the protocol of docs/formats/worker.md.
final class WorkerProcess {
  /// The build in messages: "base /path/to/mmsb".
  let name: String
  private let process: ChildProcess
  private let errors: String
  private let deadlineSeconds: Double

  /// Starts `program worker` with more words; errors of the process go to the file `errors`. Each
  /// reply must come before the deadline.
  init(
    _ program: String, as name: String, words: [String], errors: String, deadlineSeconds: Double
  ) throws(Failure) {
    self.name = name
    self.errors = errors
    self.deadlineSeconds = deadlineSeconds
    do throws(ProcessError) {
      process = try ChildProcess(program, ["mmsb", "worker"] + words, errors: errors)
    } catch { throw Failure(error.kind, "\(name): \(error)") }
  }

  /// The first line, which says the protocol that the build speaks.
  func hello() throws(Failure) -> WorkerHello {
    let line: JSONValue
    do { line = try reply(to: "its start") } catch {
      throw Failure(error.kind, "\(error.message) (a base needs the call 'mmsb worker')")
    }
    guard let hello = WorkerHello(line) else {
      throw Failure(.usage, "\(name) is no mmsb that can be gated: it didn't say hello")
    }
    guard hello.version == WorkerProtocol.version else {
      throw Failure(
        .usage,
        "\(name) speaks version \(hello.version) of the worker protocol and this mmsb version "
          + "\(WorkerProtocol.version): gate with an mmsb as old as the older build, or take a "
          + "newer base")
    }
    return hello
  }

  /// Sends a request and waits for its reply; `what` names the request in messages.
  func ask(_ request: WorkerRequest, _ what: String) throws(Failure) -> JSONValue {
    do throws(ProcessError) {
      try process.send(Array((request.json.line + "\n").utf8))
    } catch { throw failure(error, what) }
    let reply = try reply(to: what)
    guard let error = reply["error"] else { return reply }
    let kind = error["kind"]?.text.flatMap(ErrorKind.init(rawValue:)) ?? .internal
    let message = error["message"]?.text ?? "an error without a message"
    throw Failure(kind, "\(name), \(what): \(message.escapingControls)")
  }

  private func reply(to what: String) throws(Failure) -> JSONValue {
    let line: [UInt8]
    do throws(ProcessError) {
      line = try process.line(within: deadlineSeconds) { Interruption.isWanted }
    } catch { throw failure(error, what) }
    do throws(JSONError) { return try JSONValue(strict: line) } catch {
      throw Failure(.environment, "\(name), \(what): no reply of a worker, \(error.message)")
    }
  }

  /// The error in words, with the last words of a process that ended.
  private func failure(_ error: ProcessError, _ what: String) -> Failure {
    guard case .ended = error else { return Failure(error.kind, "\(name), \(what): \(error)") }
    let words =
      (try? File.bytes(of: errors, limit: 1 << 20)).flatMap { $0 }
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
    let last = words.split(separator: "\n").last.map { ": " + String($0).escapingControls } ?? ""
    return Failure(error.kind, "\(name) \(error) during \(what)\(last)")
  }
}
