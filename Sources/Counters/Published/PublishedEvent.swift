internal import Machine
internal import Synchronization

/// One software-defined event: a count of a worker, or of the whole process.
///
/// Lives as long as the process once PAPI knows it, because unregistering a name and registering it
/// again crashes libsde 7.0. What it reads can be replaced.
final class PublishedEvent: Sendable {
  /// Nil for the whole process.
  let worker: Int?

  private let counter: Mutex<ExactCounter>

  init(_ counter: ExactCounter, worker: Int?) {
    self.worker = worker
    self.counter = Mutex(counter)
  }

  /// The count now.
  var value: Int64 { counter.withLock { $0 }.read(worker) }

  /// Reads another count from now on.
  func replace(_ other: ExactCounter) { counter.withLock { $0 = other } }

  /// What the name says after the library's: "w3::deltas_applied".
  static func shortName(_ counter: String, worker: Int?) -> String {
    (worker.map { "w\($0)" } ?? "total") + "::" + counter
  }

  /// The name that PAPI knows.
  static func name(_ counter: String, worker: Int?) -> String {
    prefix + shortName(counter, worker: worker)
  }

  /// What all names begin with.
  static let prefix = "sde:::\(library)::"
  /// What libsde calls this program.
  static let library = "mmsb"
}
