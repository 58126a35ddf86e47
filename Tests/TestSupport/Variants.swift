internal import StateBus

/// The names of the variants that tests run over.
public enum Variants {
  /// The backends that can run here.
  public static let backends = Backend.usable.map(\.name)
  /// The allocators of the table.
  public static let allocators = AllocatorChoice.all.map(\.name)
}
