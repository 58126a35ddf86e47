internal import Machine
public import Support

/// Why an allocator has no frame to give.
public enum AllocationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The system has no memory, or refuses it; the bytes asked for and the error number.
  case outOfMemory(byteCount: Int, errno: Int32)
  /// The handle is of another allocator, freed, or freed and given out again.
  case staleHandle
  /// The system refused the mapping, its huge pages or its memory node.
  case region(RegionError)

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .outOfMemory(let byteCount, let errno):
      "the system gave no \(byteCount) bytes (error \(errno))"
    case .staleHandle: "the handle is stale: its frame was freed"
    case .region(let error): "\(error)"
    }
  }
}
