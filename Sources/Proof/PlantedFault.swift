internal import Glibc
internal import Oracle
package import StateBus
internal import Support
internal import Synchronization

/// A deliberate fault that the checks must find: one bit flipped in the bytes that a part wrote.
///
/// Each batch of bytes that a backend writes gets one flipped bit, at a place drawn from the number
/// of the flip, so that repeated flips rarely undo each other. A log gets one in its middle.
package final class PlantedFault: Sendable {
  /// The parts that can be made to fail.
  package enum Part: Equatable, Sendable {
    case backend(String)
    case log

    /// Reads "backend:avx2" or "log"; nil for any other text.
    package init?(_ text: String) {
      if text == "log" {
        self = .log
      } else if text.hasPrefix("backend:"), text.count > "backend:".count {
        self = .backend(String(text.dropFirst("backend:".count)))
      } else {
        return nil
      }
    }

    /// The name for people.
    package var name: String {
      switch self {
      case .backend(let name): name
      case .log: "the log"
      }
    }
  }

  /// The part that is made to fail.
  package let part: Part
  private let flips = Atomic<Int>(0)

  /// Makes a fault that is not planted yet.
  package init(_ part: Part) { self.part = part }

  /// The number of bits flipped until now; 0 means that the part wasn't used.
  package var flipCount: Int { flips.load(ordering: .relaxed) }

  /// The backend, made faulty if it is the part.
  package func planted(in backend: Backend) -> Backend {
    guard part == .backend(backend.name) else { return backend }
    return unsafe backend.tampered { [self] bytes in
      guard bytes.count > 0 else { return }
      var place = SplitMix64(seed: UInt64(flips.add(1, ordering: .relaxed).newValue))
      let bit = Int(place.next() % UInt64(bytes.count * 8))
      unsafe bytes[bit / 8] ^= 1 << UInt8(bit % 8)
    }
  }

  /// Flips one bit in the middle of a log's file, if the log is the part.
  package func plant(inLog path: String) {
    guard part == .log else { return }
    let file = unsafe open(path, O_RDWR | O_CLOEXEC)
    precondition(file >= 0, "a log that was just written can be opened to damage it")
    defer { close(file) }
    let middle = lseek(file, 0, SEEK_END) / 2
    var byte: UInt8 = 0
    let readCount = unsafe pread(file, &byte, 1, middle)
    byte ^= 0x10
    let writtenCount = unsafe pwrite(file, &byte, 1, middle)
    precondition(readCount == 1 && writtenCount == 1, "a log that was just written holds bytes")
    flips.add(1, ordering: .relaxed)
  }
}
