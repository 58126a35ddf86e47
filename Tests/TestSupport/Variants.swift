internal import StateBus

/// The names that tests run over: of everything there is more than one of.
public enum Variants {
  /// The backends that can run here.
  public static let backends = Backend.usable.map(\.name)
  /// The allocators of the table.
  public static let allocators = AllocatorChoice.all.map(\.name)
}
