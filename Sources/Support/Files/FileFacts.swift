/// A name's kind and length, as the file system reports them; links are followed.
package struct FileFacts: Equatable, Sendable {
  /// The kinds that callers tell apart.
  package enum Kind: Sendable {
    case regular, folder
    /// A pipe, a socket or a device.
    case other
  }

  /// The kind.
  package let kind: Kind
  /// The length of a regular file.
  package let byteCount: Int

  /// Makes facts that are already known.
  package init(kind: Kind, byteCount: Int) {
    self.kind = kind
    self.byteCount = byteCount
  }
}
