/// One backend or allocator: its name, and why this machine can't use it.
package struct Variant: Sendable, Equatable {
  /// The name that scenarios and rows use.
  package let name: String
  /// Nil where it is usable.
  package let obstacle: Obstacle?

  /// Names a variant; `obstacle` says why it is unusable here.
  package init(name: String, obstacle: Obstacle? = nil) {
    self.name = name
    self.obstacle = obstacle
  }
}
