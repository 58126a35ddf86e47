internal import Support

/// The program: reads the command line, carries out its command, and turns every error into one
/// line and an exit code.
package enum Program {
  /// All commands.
  package static let commands: [Command] = [
    RunCommand.command, VerifyCommand.command, RerunCommand.command, CompareCommand.command,
    ValidateCommand.command, ReportCommand.command, GateCommand.command, SelftestCommand.command,
    WorkerCommand.command, ListCommand.command,
    CapsCommand.command,
    FuzzKernelsCommand.command, FuzzResultsCommand.command, InspectCommand.command,
    TraceImportCommand.command, TraceInfoCommand.command, TraceReplayCommand.command,
    LogInfoCommand.command, LogVerifyCommand.command, LogConvertCommand.command,
    LogReplayCommand.command, CheckpointInfoCommand.command,
  ]

  /// Carries out the process's own call.
  static func run() -> ExitCode {
    do throws(CallWordError) { return run(try CallWords.checked()) } catch {
      Console(isQuiet: false, isPlain: true).complain(error.description)
      return ExitCode(error.kind)
    }
  }

  /// Runs the words after the program's name.
  package static func run(_ words: [String]) -> ExitCode {
    let console = Console(
      isQuiet: words.contains("--quiet"), isPlain: words.contains("--no-color"))
    do {
      let code = try run(words, console)
      if let failure = console.outputFailure { throw failure }
      return code
    } catch {
      let failure = Failure(error)
      console.complain(failure.message)
      return ExitCode(failure.kind)
    }
  }

  private static func run(_ words: [String], _ console: Console) throws -> ExitCode {
    switch try ArgumentParser(commands).parse(words) {
    case .help(nil): console.write(console.help.overview(commands))
    case .help(let command?): console.write(console.help.of(command))
    case .family(let name, let commands): console.write(console.help.of(name, commands))
    case .version: console.write(Version.text)
    case .run(let command, let arguments): return try command.run(arguments, console)
    }
    return .well
  }
}
