package import CKernels
internal import CPlatform

/// A set of byte kernels for one instruction set that can run here, working on whole batches.
///
/// Every backend gives the same bytes for the same input; backends differ in speed and in the
/// instruction sets that they need. Lengths are checked before a call into C, so misuse is an error
/// and never a write outside the buffers given. Choose a backend by name or take the preferred one;
/// the choice never falls back silently, and `name` always names the backend that runs. Any thread
/// may use any copy.
///
/// ```swift
/// let backend = try Backend.preferred()
/// let (old, new): ([UInt8], [UInt8]) = ([1, 2, 3, 4], [1, 9, 3, 4])
/// var words = [UInt64](repeating: 0, count: BufferLayout.maskWordCount(old.count))
/// var mask = words.mutableSpan
/// let changed = try backend.diff(from: old.span.bytes, to: new.span.bytes, mask: &mask)
/// ```
@safe
public struct Backend: @unchecked Sendable {
  // Sendable: the table is constant.

  /// The backend's name: "scalar", "avx2", "avx512".
  public let name: String
  /// The kernels' table, which lives as long as the process; a pointer keeps copies cheap.
  private let table: UnsafePointer<ck_kernel>
  /// A planted change of the bytes written, for proofs that checks notice it; nil elsewhere.
  package private(set) var tamper: (@Sendable (UnsafeMutableRawBufferPointer) -> Void)?

  fileprivate init(_ table: UnsafePointer<ck_kernel>) {
    name = unsafe String(cString: table.pointee.name)
    unsafe self.table = table
  }

  /// The kernels themselves, for loops inside the engine. Lengths are the caller's duty.
  package var kernels: ck_kernel { unsafe table.pointee }

  /// Answers the same backend with a planted change of every batch of bytes that it writes.
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
  // Sendable: the table is constant.

  /// The backend's name: "scalar", "avx2", "avx512".
  public let name: String
  /// The instruction sets that the backend needs, as the processor manuals name them.
  public let needs: [String]
  /// The needed sets that this processor, or the operating system on it, doesn't offer.
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

  /// Answers the backend; throws if it can't run here.
  public func backend() throws(BackendError) -> Backend {
    guard isUsable else { throw .unsupported(name: name, missing: missing) }
    return unsafe Backend(kernels)
  }

  /// The kernels, for tests of their needs.
  package var table: ck_kernel { unsafe kernels.pointee }

  private static func featureNames(_ bits: UInt32) -> [String] {
    (0..<cp_cpu_feature_count()).filter { bits >> $0 & 1 == 1 }
      .map { unsafe String(cString: cp_cpu_feature_name($0)) }
  }
}
