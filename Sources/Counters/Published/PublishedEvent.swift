internal import Machine
internal import Synchronization

/// One software-defined event: a count of a worker, or of the whole process.
///
/// An event that PAPI knows lives as long as the process, because unregistering a name and
/// registering it again crashes libsde 7.0. The count that the event reads can be replaced.
final class PublishedEvent: Sendable {
  /// The worker; nil for the whole process.
  let worker: Int?

  private let counter: Mutex<ExactCounter>

  init(_ counter: ExactCounter, worker: Int?) {
    self.worker = worker
    self.counter = Mutex(counter)
  }

  /// The count now.
  var value: Int64 { counter.withLock { $0 }.read(worker) }

  /// Replaces the count that the event reads.
  func replace(_ other: ExactCounter) { counter.withLock { $0 = other } }

  /// The name without the library's prefix: "w3::deltas_applied".
  static func shortName(_ counter: String, worker: Int?) -> String {
    (worker.map { "w\($0)" } ?? "total") + "::" + counter
  }

  /// The full name in PAPI.
  static func name(_ counter: String, worker: Int?) -> String {
    prefix + shortName(counter, worker: worker)
  }

  /// The prefix of all names.
  static let prefix = "sde:::\(library)::"
  /// The library's name in libsde.
  static let library = "mmsb"
}
