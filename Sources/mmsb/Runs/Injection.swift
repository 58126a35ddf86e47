internal import Proof
internal import StateBus

/// The fault that `--inject` plants: wrong bytes of a part, or time that passes.
enum Injection {
  case corruption(PlantedFault)
  /// Extra work in every timed batch, as a share of its own time.
  case slowdown(Double)

  /// Reads "corrupt=PART" or "slowdown=10%".
  init(_ text: String) throws {
    let slow = "slowdown="
    if text.hasPrefix("corrupt=") {
      self = .corruption(try RunRequest.fault(text))
    } else if text.hasPrefix(slow), let share = Arguments.share(String(text.dropFirst(slow.count)))
    {
      self = .slowdown(share)
    } else {
      throw UsageError.badValue(
        option: "--inject", found: text,
        allowed: "slowdown=10%, corrupt=backend:NAME or corrupt=log")
    }
  }

  var fault: PlantedFault? { if case .corruption(let fault) = self { fault } else { nil } }
  var delay: Double? { if case .slowdown(let share) = self { share } else { nil } }
}
