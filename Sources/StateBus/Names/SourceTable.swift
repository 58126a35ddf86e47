/// Names of sources, each kept once, byte for byte.
///
/// Interning is a dictionary lookup; a name is found by index in constant time.
public struct SourceTable: Equatable, Sendable {
  /// Every name, by index; the first is empty.
  public private(set) var names: [[UInt8]] = [[]]
  private var indexes: [[UInt8]: UInt32] = [[]: 0]

  /// Only the unnamed source.
  public init() {}

  /// The source of that name, added if it is new.
  public mutating func intern(_ name: [UInt8]) -> Source {
    if let index = indexes[name] { return Source(index: index) }
    let index = UInt32(names.count)
    names.append(name)
    indexes[name] = index
    return Source(index: index)
  }

  /// The source of that text.
  public mutating func intern(_ name: String) -> Source { intern(Array(name.utf8)) }

  /// The name's bytes, nil for a source of another table.
  public func name(of source: Source) -> [UInt8]? {
    names.indices.contains(Int(source.index)) ? names[Int(source.index)] : nil
  }
}
