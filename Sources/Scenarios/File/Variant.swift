/// One backend or allocator: its name, and the reason why this machine can't use it.
package struct Variant: Sendable, Equatable {
  /// The name that scenarios and rows use.
  package let name: String
  /// The reason; nil where the variant is usable.
  package let obstacle: Obstacle?

  /// Names a variant; `obstacle` is the reason why it is unusable here.
  package init(name: String, obstacle: Obstacle? = nil) {
    self.name = name
    self.obstacle = obstacle
  }
}
