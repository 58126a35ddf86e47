internal import Support
internal import Testing
internal import mmsb

@Suite struct ParserTests {
  private static let parser = ArgumentParser([
    command("run", operands: [Operand("SCENARIO", isRepeated: true)]),
    command("trace info", operands: [Operand("FILE")]),
    command("trace import sqlite-wal", operands: [Operand("BASE"), Operand("WAL")]),
    command("list"),
  ])

  private static func command(_ name: String, operands: [Operand] = []) -> Command {
    Command(
      name, summary: "does \(name)", about: [], operands: operands,
      options: [
        Option("filter", value: "TEXT", isRepeatable: true, ""),
        Option("output", letter: "o", value: "FILE", ""), Option("seed", value: "S", ""),
        Option("time", value: "T", ""), Option("plan", ""),
      ],
      examples: [], endings: []
    ) { _, _ in .well }
  }

  private static func arguments(_ line: String) throws -> Arguments {
    let request = try parser.parse(line.split(separator: " ").map(String.init))
    guard case .run(_, let arguments) = request else { throw Failure(.internal, "\(request)") }
    return arguments
  }

  private static func refusal(_ line: String) throws -> String {
    let error = #expect(throws: UsageError.self) { try arguments(line) }
    return try #require(error?.description)
  }

  @Test func optionsStandAnywhereAndComeInBothForms() throws {
    let arguments = try Self.arguments("run --filter a x --seed=7 y -o out --filter=b=c --plan")
    #expect(arguments.command.name == "run")
    #expect(arguments.operands == ["x", "y"])
    #expect(arguments.all("filter") == ["a", "b=c"])
    #expect(arguments.text("output") == "out")
    #expect(try arguments.integer("seed", 0...UInt64.max) == 7)
    #expect(arguments.has("plan") && !arguments.has("quiet") && !arguments.has("time"))
  }

  @Test func whatFollowsTwoDashesIsAnOperand() throws {
    #expect(try Self.arguments("run -- --plan -o").operands == ["--plan", "-o"])
  }

  @Test func theLongestCommandWins() throws {
    let arguments = try Self.arguments("trace import sqlite-wal base wal")
    #expect(arguments.command.name == "trace import sqlite-wal")
    #expect(arguments.operands == ["base", "wal"])
  }

  @Test(arguments: [
    ("rnu x", "no command rnu; did you mean run?"),
    ("frobnicate", "no command frobnicate; there are: run, trace, list"),
    ("trace", "no command trace; there are: trace info, trace import sqlite-wal"),
    ("trace foo x", "no command trace foo; there are: trace info, trace import sqlite-wal"),
    ("--plan run", "--plan before a command; write mmsb COMMAND --plan, or mmsb --help"),
    ("run x --filtre a", "no option --filtre in mmsb run; did you mean --filter?"),
    (
      "run x -z",
      "no option -z in mmsb run; there are: --filter, --output, --seed, --time, --plan, "
        + "--quiet, --no-color, --help"
    ),
    ("run x --seed", "--seed without its value; write --seed S"),
    ("run x --seed 1 --seed 2", "--seed twice; give it once"),
    ("run x --plan=yes", "--plan takes no value, found yes"),
    ("run --plan", "no SCENARIO; mmsb run needs it, see mmsb run --help"),
    (
      "trace import sqlite-wal a",
      "no WAL; mmsb trace import sqlite-wal needs it, "
        + "see mmsb trace import sqlite-wal --help"
    ),
    ("list x", "mmsb list has no use for x, see mmsb list --help"),
  ])
  func aMistakeIsNamedWithTheWayOut(line: String, message: String) throws {
    #expect(try Self.refusal(line) == message)
  }

  @Test(arguments: [("90s", 90.0), ("2m", 120), ("1h", 3600), ("1.5", 1.5), ("0.25m", 15)])
  func lengthsOfTimeAreRead(text: String, seconds: Double) throws {
    #expect(try Self.arguments("list --time \(text)").seconds("time") == seconds)
  }

  @Test(arguments: ["", "s", "-1s", "0", "1d", "nan", "inf", "1e9", "+3s", "1ss", "."])
  func otherLengthsOfTimeAreRefused(text: String) throws {
    let arguments = try Self.arguments("list --time=\(text)")
    let error = #expect(throws: UsageError.self) { try arguments.seconds("time") }
    let allowed = "a length of time, as 90s, 2m or 1h"
    #expect(error == .badValue(option: "--time", found: text, allowed: allowed))
  }

  @Test(arguments: ["", "x", "1.5", "11", "-1", "0x1", "99999999999999999999"])
  func otherNumbersAreRefused(text: String) throws {
    let arguments = try Self.arguments("list --seed=\(text)")
    let error = #expect(throws: UsageError.self) { try arguments.integer("seed", 1...10) }
    let allowed = "a whole number from 1 to 10"
    #expect(error == .badValue(option: "--seed", found: text, allowed: allowed))
  }

  @Test(arguments: ["trace --help", "help trace", "trace -h", "trace import --help"])
  func helpOnAFamilyListsItsCommands(line: String) throws {
    let request = try Self.parser.parse(line.split(separator: " ").map(String.init))
    guard case .family(let name, let commands) = request else {
      Issue.record("\(line) is no call for help on a family: \(request)")
      return
    }
    #expect(line.contains(name))
    let names = ["trace info", "trace import sqlite-wal"]
    #expect(commands.map(\.name) == names.filter { $0.hasPrefix(name) })
  }

  @Test func helpOnAWholeCommandIsItsOwn() throws {
    for line in ["trace info x --help", "help trace info", "run trace --help"] {
      let request = try Self.parser.parse(line.split(separator: " ").map(String.init))
      guard case .help(_?) = request else {
        Issue.record("\(line): \(request)")
        continue
      }
    }
    #expect(throws: UsageError.self) { try Self.parser.parse(["help", "frobnicate"]) }
  }

  @Test func helpWinsOverMissingOperands() throws {
    guard case .help(let command?) = try Self.parser.parse(["run", "--help"]) else {
      Issue.record("run --help is no call for help")
      return
    }
    #expect(command.name == "run")
  }
}
