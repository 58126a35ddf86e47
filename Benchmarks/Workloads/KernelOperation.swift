internal import Measure
internal import StateBus

/// One kernel as a kind of work: what is in memory, the call, and what must come out.
struct KernelOperation: Sendable {
  /// What a buffer must hold afterwards, by the reference model.
  struct Outcome {
    var bytes: [UInt8] = []
    var words: [UInt64] = []
    var number: UInt64?
  }

  /// Which parts of memory the operation writes, and so what its digest covers.
  enum Output: Sendable {
    /// The target bytes, whole; with masks as well, for a merge.
    case bytes, bytesAndMasks
    /// As many target bytes as are counted, and that number; with masks as well.
    case packed, packedAndMasks
    /// Masks; with the number of set bits.
    case masks, masksAndCounts
    /// A number for each buffer: a count, or 32 bits in the target.
    case counts, sums
  }

  /// What every call has in common.
  struct Batch {
    let backend: Backend
    var layout: BufferLayout
    /// How far ahead pages are fetched.
    let ahead: Int
  }

  /// How the kernel is called: from the sources, to the target's bytes, its masks and its counts.
  typealias Call =
    @Sendable (
      Batch, borrowing KernelSources, inout BufferRegion, inout BufferRegion, inout [Int]
    ) throws(KernelError) -> Void

  let name: String
  let about: String
  let output: Output
  /// Others' loops that bound it, and that only stand beside it.
  let bounds: [Ceiling]
  let peers: [Ceiling]
  let image: @Sendable (KernelInput.Buffer) -> KernelImage
  let call: Call
  let outcome: @Sendable (KernelInput.Buffer) -> Outcome
}
