public import Support

/// What an allocator may be asked for besides frames.
public struct AllocatorOptions: Sendable {
  /// Huge pages, kept to or refused; the heap has none to give.
  public var hugePages = false
  /// The memory node to take memory from, nil for wherever it is first touched.
  public var node: Int?

  /// Ordinary pages from any node.
  public init() {}
}

/// A row of the table of allocators: its name, and how a page store gets frames from it.
///
///     let bus = StateBus(allocator: try AllocatorChoice.named("arena"), backend: backend)
public struct AllocatorChoice: Sendable {
  /// What scenario files call it.
  public let name: String
  /// One line for people.
  public let about: String
  /// Who may call it at the same time.
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

  /// The C library's heap: what a program gets that asks for nothing else.
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

  /// The allocator of that name.
  public static func named(_ name: String) throws(UnknownAllocator) -> AllocatorChoice {
    guard let choice = all.first(where: { $0.name == name }) else {
      throw UnknownAllocator(name: name)
    }
    return choice
  }
}

/// No allocator has that name.
public struct UnknownAllocator: KindedError, Equatable, Sendable {
  /// What was asked for.
  public let name: String

  /// The kind, for the way out.
  public var kind: ErrorKind { .usage }

  /// The fact and the names there are.
  public var description: String {
    let known = AllocatorChoice.all.map(\.name).joined(separator: ", ")
    return "there is no allocator '\(name)': \(known)"
  }
}
