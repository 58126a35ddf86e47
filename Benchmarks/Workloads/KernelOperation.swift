internal import Measure
internal import StateBus

/// One kernel as a kind of work: its memory, its call, and its required outcome.
struct KernelOperation: Sendable {
  /// The required content of a buffer afterwards, from the reference model.
  struct Outcome {
    var bytes: [UInt8] = []
    var words: [UInt64] = []
    var number: UInt64?
  }

  /// The parts of memory that the operation writes and its digest therefore covers.
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

  /// The arguments that all calls have in common.
  struct Batch {
    let backend: Backend
    var layout: BufferLayout
    /// The distance at which pages are fetched ahead.
    let ahead: Int
  }

  /// The call of the kernel: from the sources to the target's bytes, its masks and its counts.
  typealias Call =
    @Sendable (
      Batch, borrowing KernelSources, inout BufferRegion, inout BufferRegion, inout [Int]
    ) throws(KernelError) -> Void

  let name: String
  let about: String
  let output: Output
  /// The ceilings that bound the kernel, and those that are only compared with it.
  let bounds: [Ceiling]
  let peers: [Ceiling]
  let image: @Sendable (KernelInput.Buffer) -> KernelImage
  let call: Call
  let outcome: @Sendable (KernelInput.Buffer) -> Outcome
}
