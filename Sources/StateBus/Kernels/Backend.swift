package import CKernels
internal import CPlatform

/// A set of byte kernels for one instruction set that can run here, working on whole batches.
///
/// Every backend gives the same bytes for the same input; they differ in speed and in what they
/// need of the machine. Lengths are checked before anything crosses into C, so misuse is an error
/// and never a write outside the buffers given. Choose one by name or take the preferred one; there
/// is no silent fallback, and `name` always tells which one runs.
///
///     let backend = try Backend.preferred()
///     let changed = try backend.diff(from: old.span.bytes, to: new.span.bytes, mask: &mask)
@safe
public struct Backend: @unchecked Sendable {
  // Sendable: nobody writes to the table.

  /// The backend's name: "scalar", "avx2", "avx512".
  public let name: String
  /// The kernels' table, which lives as long as the process: a backend is passed by every commit.
  private let table: UnsafePointer<ck_kernel>
  /// Changes what was written, to prove that checks notice. Nil but in such proofs.
  package private(set) var tamper: (@Sendable (UnsafeMutableRawBufferPointer) -> Void)?

  fileprivate init(_ table: UnsafePointer<ck_kernel>) {
    name = unsafe String(cString: table.pointee.name)
    unsafe self.table = table
  }

  /// The kernels themselves, for loops inside the engine. Lengths are the caller's duty.
  package var kernels: ck_kernel { unsafe table.pointee }

  /// The same backend, which lets `change` alter every batch of bytes that it wrote.
  package func tampered(
    by change: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Void
  ) -> Backend {
    var copy = self
    unsafe copy.tamper = change
    return copy
  }
}

/// An entry of the table of backends: one that was built, whether it can run here or not.
@safe
public struct BackendEntry: @unchecked Sendable {
  // Sendable: nobody writes to the table.

  /// The backend's name: "scalar", "avx2", "avx512".
  public let name: String
  /// The instruction sets it is written for, as the processor manuals name them.
  public let needs: [String]
  /// Those that this processor, or the operating system on it, doesn't offer.
  public let missing: [String]
  private let kernels: UnsafePointer<ck_kernel>

  /// An entry for kernels that live as long as the process, on a machine with these instruction
  /// sets.
  package init(_ kernels: UnsafePointer<ck_kernel>, features: UInt32 = cp_cpu_features()) {
    name = unsafe String(cString: kernels.pointee.name)
    needs = unsafe Self.featureNames(kernels.pointee.needs)
    missing = unsafe Self.featureNames(kernels.pointee.needs & ~features)
    unsafe self.kernels = kernels
  }

  /// Whether the backend can run here.
  public var isUsable: Bool { missing.isEmpty }

  /// The backend; refused where it can't run.
  public func backend() throws(BackendError) -> Backend {
    guard isUsable else { throw .unsupported(name: name, missing: missing) }
    return unsafe Backend(kernels)
  }

  /// The kernels, for tests that look at what they need.
  package var table: ck_kernel { unsafe kernels.pointee }

  private static func featureNames(_ bits: UInt32) -> [String] {
    (0..<cp_cpu_feature_count()).filter { bits >> $0 & 1 == 1 }
      .map { unsafe String(cString: cp_cpu_feature_name($0)) }
  }
}
