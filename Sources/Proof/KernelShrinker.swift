/// The reduction of a failing case that still fails: first shorter, then plainer.
package enum KernelShrinker {
  /// The smallest case found for which `fails` holds; `fails` must hold for `input`.
  package static func smallest(
    _ input: KernelCase, fails: (KernelCase) -> Bool
  ) -> KernelCase {
    var smallest = shortest(input, fails)
    for change in plainerForms {
      var plainer = smallest
      change(&plainer)
      if fails(plainer) { smallest = plainer }
    }
    return shortest(smallest, fails)
  }

  /// Cuts the end off in ever smaller pieces.
  private static func shortest(
    _ input: KernelCase, _ fails: (KernelCase) -> Bool
  ) -> KernelCase {
    var shortest = input
    var piece = max(input.byteCount / 2, 1)
    while piece > 0 {
      let shorter = shortest.prefix(max(shortest.byteCount - piece, 0))
      if shorter.byteCount < shortest.byteCount, fails(shorter) {
        shortest = shorter
      } else {
        piece /= 2
      }
    }
    return shortest
  }

  /// One change each: no prefetch, no odd alignment, plain contents, plain masks.
  private static let plainerForms: [@Sendable (inout KernelCase) -> Void] = [
    { $0.ahead = 0 },
    { $0.oldAlignment = 0 },
    { $0.newAlignment = 0 },
    { $0.otherMask = Array(repeating: false, count: $0.byteCount) },
    { $0.old = Array(repeating: 0, count: $0.byteCount) },
    { input in input.new = zip(input.old, input.mask).map { $1 ? 1 : $0 } },
    { $0.mask = Array(repeating: true, count: $0.byteCount) },
    { $0.mask = Array(repeating: false, count: $0.byteCount) },
  ]
}
