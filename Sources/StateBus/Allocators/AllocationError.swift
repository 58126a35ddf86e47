internal import Glibc
public import Support

/// The reason why an allocator refused a call.
public enum AllocationError: KindedError, Equatable, Sendable {
  /// The system has no memory, or refuses it; the bytes requested and the error number.
  case outOfMemory(byteCount: Int, errno: Int32)
  /// The frame of the handle was freed, or freed and given out again.
  case staleHandle
  /// The handle is of another allocator.
  case foreignHandle
  /// The next frame of adopted memory, if one is left, has another size.
  case nothingToAdopt(byteCount: Int)
  /// The system refused the mapping, its huge pages or its memory node.
  case region(RegionError)

  /// The kind, for the way out.
  public var kind: ErrorKind {
    switch self {
    case .outOfMemory: .environment
    case .staleHandle, .foreignHandle, .nothingToAdopt: .usage
    case .region(let error): error.kind
    }
  }

  /// One sentence with the facts.
  public var description: String {
    switch self {
    case .outOfMemory(let byteCount, let errno):
      "the system refused \(byteText(byteCount)) for pages (\(systemErrorText(errno)))"
    case .staleHandle: "the handle is stale: its frame was freed"
    case .foreignHandle: "the handle is of another allocator"
    case .nothingToAdopt(let byteCount):
      "the memory that the pages lie in has no frame of \(byteCount) bytes next"
    case .region(let error): "\(error)"
    }
  }
}

/// The error number of a request that memory cannot meet.
let outOfMemoryCode = ENOMEM

/// Columns that grow by `realloc`, so that memory which the system refuses is an error.
enum Column {
  /// Answers the column with room for `capacity` elements; its content stays.
  static func grown<Element: BitwiseCopyable>(
    _ column: UnsafeMutablePointer<Element>?, to capacity: Int
  ) throws(AllocationError) -> UnsafeMutablePointer<Element> {
    let (byteCount, overflow) = capacity.multipliedReportingOverflow(
      by: MemoryLayout<Element>.stride)
    guard !overflow, let memory = unsafe realloc(column, byteCount) else {
      throw .outOfMemory(byteCount: overflow ? .max : byteCount, errno: outOfMemoryCode)
    }
    return unsafe memory.bindMemory(to: Element.self, capacity: capacity)
  }

  /// Gives a column's memory back.
  @unsafe static func free<Element>(_ column: UnsafeMutablePointer<Element>?) {
    unsafe Glibc.free(column)
  }
}
