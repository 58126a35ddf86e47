/// The order statistics that are reported of samples; there is no mean, and no sample is dropped.
package enum Statistics {
  /// The middle value, or the midpoint of the two middle ones.
  package static func median(_ values: [Double]) -> Double { quantile(values, 0.5) }

  /// The value at a share of the sorted samples: position `(n - 1) · share`, neighbours
  /// interpolated (the default definition of R and NumPy, type 7).
  package static func quantile(_ values: [Double], _ share: Double) -> Double {
    precondition(!values.isEmpty, "a quantile needs a sample")
    precondition((0...1).contains(share), "a share lies between 0 and 1")
    return quantile(sorted: values.sorted(), share)
  }

  static func quantile(sorted values: [Double], _ share: Double) -> Double {
    let position = Double(values.count - 1) * share
    let below = Int(position)
    let weight = position - Double(below)
    guard weight > 0 else { return values[below] }
    return values[below] + weight * (values[below + 1] - values[below])
  }
}
