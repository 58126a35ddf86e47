internal import Support

/// Names of sources, each kept once, byte for byte.
///
/// Copying takes constant time: copies share their names, and each copy sees as many names as it
/// had when it was made. Interning is a dictionary lookup, so that adding names one by one stays
/// linear even if a copy is kept after each; the names are copied only if another copy has added
/// different names meanwhile. Any thread may use any copy.
///
///     var sources = SourceTable()
///     let importer = sources.intern("importer")
public struct SourceTable: Equatable, Sendable {
  /// The number of names, the empty one of the unnamed source included.
  public private(set) var count = 1
  /// The names that other copies may share; nil while the empty name is the only one.
  private var shared: SharedNames?

  /// A table of the unnamed source alone; takes no memory.
  public init() {}

  /// Every name, by index; the first is empty. O(names).
  public var names: [[UInt8]] {
    shared.map { Array($0.names.withLock { $0.list }.prefix(count)) } ?? [[]]
  }

  /// Answers the source of a name, which is added if it is new.
  public mutating func intern(_ name: [UInt8]) -> Source {
    if name.isEmpty { return .unnamed }
    let holder = shared ?? SharedNames(NameList())
    shared = holder
    if let index = holder.names.withLock({ $0.intern(name, count: count) }) {
      count = max(count, index + 1)
      return Source(index: UInt32(index))
    }
    var own = NameList()
    for name in names.dropFirst() { _ = own.intern(name, count: own.list.count) }
    _ = own.intern(name, count: count)
    shared = SharedNames(own)
    count += 1
    return Source(index: UInt32(count - 1))
  }

  /// Answers the source of a text's UTF-8 bytes.
  public mutating func intern(_ name: String) -> Source { intern(Array(name.utf8)) }

  /// Answers the bytes of a source's name, nil for an index beyond the table.
  public func name(of source: Source) -> [UInt8]? {
    guard Int(source.index) < count else { return nil }
    return shared?.names.withLock { $0.list[Int(source.index)] } ?? []
  }

  /// Answers whether a constant-time check proves that the table begins with all names of `other`.
  package func visiblyExtends(_ other: SourceTable) -> Bool {
    other.count <= count && (other.count == 1 || shared === other.shared)
  }

  /// Compares the names.
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && (left.visiblyExtends(right) || left.names == right.names)
  }
}

/// The names that copies of a table share; grows at its end only.
private final class SharedNames: Sendable {
  let names: Guarded<NameList>

  init(_ names: sending NameList) { self.names = Guarded(names) }
}

/// Names by index, and indexes by name.
private struct NameList {
  private(set) var list: [[UInt8]] = [[]]
  private var indexes: [[UInt8]: Int] = [:]

  /// Answers the index of a name for a table that sees the first `count` names: the index among
  /// those, or the next index for a new name; nil if another name has that index.
  mutating func intern(_ name: [UInt8], count: Int) -> Int? {
    if let index = indexes[name] { return index <= count ? index : nil }
    guard count == list.count else { return nil }
    list.append(name)
    indexes[name] = count
    return count
  }
}
