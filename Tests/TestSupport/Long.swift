internal import Glibc
public import Testing

extension Trait where Self == ConditionTrait {
  /// Marks a suite that runs the built command, fuzzes, or takes seconds; `make test-fast` skips
  /// the suite.
  public static var long: Self {
    .disabled(if: unsafe getenv("MMSB_TEST_FAST") != nil, "make test-fast leaves it out")
  }
}
