package import CKernels
internal import CPlatform

/// A set of byte kernels for one instruction set, working on whole batches.
///
/// Every backend gives the same bytes for the same input; they differ in speed and in what they
/// need of the machine. Lengths are checked before anything crosses into C, so misuse is an error
/// and never a write outside the buffers given. Choose one by name or take the preferred one; there
/// is no silent fallback, and `name` always tells which one runs.
@safe
public struct Backend: Sendable {
  /// What the backend is called: "scalar", "avx2", "avx512".
  public let name: String
  /// The instruction sets it is written for, as the processor manuals name them.
  public let needs: [String]
  /// Those that this processor, or the operating system on it, doesn't offer.
  public let missing: [String]
  /// The kernels themselves, for loops over rows inside the engine. Lengths are the caller's duty.
  package let row: ck_kernel
  /// Changes what was written, to prove that checks notice. Nil but in such proofs.
  package private(set) var tamper: (@Sendable (UnsafeMutableRawBufferPointer) -> Void)?

  /// A backend from a row, on a machine with these instruction sets.
  package init(row: ck_kernel, features: UInt32 = cp_cpu_features()) {
    name = unsafe String(cString: row.name)
    needs = unsafe Self.featureNames(row.needs)
    missing = unsafe Self.featureNames(row.needs & ~features)
    unsafe self.row = row
  }

  /// Whether the backend can run here.
  public var isUsable: Bool { missing.isEmpty }

  /// The same backend, which lets `change` alter every batch of bytes that it wrote.
  package func tampered(
    by change: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void
  ) -> Backend {
    var copy = self
    unsafe copy.tamper = change
    return copy
  }

  private static func featureNames(_ bits: UInt32) -> [String] {
    (0..<cp_cpu_feature_count()).filter { bits >> $0 & 1 == 1 }
      .map { unsafe String(cString: cp_cpu_feature_name($0)) }
  }
}
