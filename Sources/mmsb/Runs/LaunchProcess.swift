internal import Machine
internal import Measure
internal import Scenarios
internal import Support

/// Has a fresh process of this very program measure each launch of a group.
struct LaunchProcess {
  let plan: Plan
  let request: RunRequest
  let options: RunOptions

  /// Starts a process for a group and waits for what it measured; `seconds` is its estimate.
  func measure(
    _ group: String, _ number: Int, _ scratch: String, _ seconds: Double
  ) throws(WorkError) -> WorkerMeasurement {
    let what = "measuring \(group) and its siblings"
    do throws(Failure) {
      let worker = try WorkerProcess(
        "/proc/self/exe", as: "launch \(number + 1)", words: request.workerWords,
        errors: "\(scratch)/errors.txt", deadlineSeconds: Self.deadline(seconds))
      _ = try worker.hello()
      let reply = try worker.ask(.measure(order(group, number, scratch)), what)
      guard let measured = WorkerMeasurement(reply) else {
        throw Failure(.internal, "\(worker.name), \(what): a reply without sense")
      }
      return measured
    } catch {
      switch error.kind {
      case .usage, .input, .damaged: throw .invalidInput(error.message)
      default: throw .environment(error.message, code: "launch_failed")
      }
    }
  }

  /// An estimate is rough, and a machine may be busy: only a process that hangs takes that long.
  private static func deadline(_ seconds: Double) -> Double { 600 + 20 * seconds }

  private func order(_ group: String, _ number: Int, _ scratch: String) -> WorkerOrder {
    var order = WorkerOrder(path: plan.file.path, text: plan.file.text, group: group)
    order.launch = number
    order.axes = request.options.matrix.axes
    order.filters = request.options.matrix.filters
    order.isQuick = request.options.matrix.isQuick
    order.input = request.options.input
    order.seed = plan.seed
    order.rounds = plan.rounds
    order.counters = request.options.counters
    order.isCounting = number == 0 && options.counters != nil
    order.memoryByteCount = options.memoryLimitByteCount
    order.loadLevels = Dictionary(
      uniqueKeysWithValues: plan.topology.cpus.filter { $0.loadLevel > 0 }
        .map { ($0.id, $0.loadLevel) })
    order.keys = options.keys
    order.scratch = scratch
    return order
  }
}
