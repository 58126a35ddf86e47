/// Another way to do one iteration's amount of work, timed beside the work.
package struct Reference {
  /// In snake case: "copy_glibc", "copy_avx512", "read", "blend_avx512", "pwrite".
  package let name: String
  /// Whether the reference bounds the work; otherwise it is a peer, which users would pick instead.
  package let isCeiling: Bool
  /// Does as much work as that many iterations.
  package let run: (_ iterations: Int) -> Void
  /// Throws the refusal that stopped the last `run`, which can't throw inside the clock.
  package let check: () throws(WorkError) -> Void

  /// Names a reference; one in which the system has a part passes `check`.
  package init(
    name: String, isCeiling: Bool, run: @escaping (_ iterations: Int) -> Void,
    check: @escaping () throws(WorkError) -> Void = {}
  ) {
    self.name = name
    self.isCeiling = isCeiling
    self.run = run
    self.check = check
  }
}
