public import Support

/// The properties of memory that an allocator can provide.
///
/// The arena provides them or throws `AllocationError.region`; the heap ignores them.
public struct AllocatorOptions: Sendable {
  /// Whether the memory consists of huge pages.
  public var hugePages = false
  /// The memory node to take memory from; nil for the node of the thread that first touches it.
  public var node: Int?

  /// Ordinary pages from any node.
  public init() {}
}

/// A row of the table of allocators: a name, and the source of frames behind it.
///
/// Each page store that is made with a choice has an allocator of its own.
///
/// ```swift
/// let backend = try Backend.preferred()
/// let arena = try AllocatorChoice.named("arena")
/// let bus = StateBus(allocator: arena, backend: backend)
/// ```
public struct AllocatorChoice: Sendable {
  /// The name, as in scenario files.
  public let name: String
  /// One line for people.
  public let about: String
  /// The rule for concurrent calls.
  public let threading: AllocatorThreading
  package let open: @Sendable (AllocatorOptions) -> FrameSource

  init<Allocator: FrameAllocator>(
    _ name: String, about: String, threading: AllocatorThreading,
    make: @escaping @Sendable (AllocatorOptions) -> Allocator
  ) {
    self.name = name
    self.about = about
    self.threading = threading
    open = { options in FrameSource(name: name, make(options)) }
  }

  /// The C library's heap: the default.
  public static let heap = AllocatorChoice(
    "heap", about: "the C library's malloc", threading: .locked
  ) { _ in HeapAllocator() }

  /// Large mappings cut into frames.
  public static let arena = AllocatorChoice(
    "arena", about: "frames cut from large mappings; huge pages and node on request",
    threading: .locked
  ) { ArenaAllocator(hugePages: $0.hugePages, node: $0.node) }

  /// Every allocator, in the order of lists and tables.
  public static let all = [heap, arena]

  /// Finds the allocator of a name.
  public static func named(_ name: String) throws(UnknownAllocator) -> AllocatorChoice {
    guard let choice = all.first(where: { $0.name == name }) else {
      throw UnknownAllocator(name: name)
    }
    return choice
  }
}

/// A name that is not that of an allocator.
public struct UnknownAllocator: KindedError, Equatable, Sendable {
  /// The name that was given.
  public let name: String

  /// The kind, for the way out.
  public var kind: ErrorKind { .usage }

  /// The fact and the names that exist.
  public var description: String {
    let known = AllocatorChoice.all.map(\.name).joined(separator: ", ")
    return "there is no allocator '\(name)': \(known)"
  }
}
