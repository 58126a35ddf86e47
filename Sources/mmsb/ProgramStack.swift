internal import Machine
internal import Support

/// The stack that the program runs on.
///
/// `ulimit -s` may leave the first thread less than the deepest calls need, and the end of a stack
/// is a crash; the program then runs on a thread that has enough.
enum ProgramStack {
  /// The least stack that the first thread may have.
  private static let leastByteCount = 1 << 20

  /// Runs the program, and answers its exit code.
  static func run(_ program: @escaping () -> ExitCode) -> ExitCode {
    guard let limit = ProcessLimits.stack, limit < leastByteCount else {
      return program()
    }
    var ending = ExitCode.internalError
    let refusal = StackedThread.run { ending = program() }
    guard refusal != 0 else { return ending }
    Console(isQuiet: false, isPlain: true).complain(
      "the system refused a thread with a stack of 8 MiB (\(systemErrorText(refusal))), and the "
        + "limit on stacks leaves \(limit >> 10) KiB: raise it, as with ulimit -s 8192")
    return .unfit
  }
}
