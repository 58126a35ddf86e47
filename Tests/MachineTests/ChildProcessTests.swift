import Machine
import TestSupport
import Testing

/// Programs at the other end of two pipes.
@Suite struct ChildProcessTests {
  private func start(_ program: String, _ words: [String]) throws -> ChildProcess {
    try ChildProcess(program, words, errors: "/dev/null")
  }

  private func line(_ process: ChildProcess, within seconds: Double = 60) throws -> String {
    String(decoding: try process.line(within: seconds) { false }, as: UTF8.self)
  }

  @Test func linesComeBackInOrder() throws {
    let process = try start("/bin/cat", ["cat"])
    try process.send(Array("one\ntwo\nthr".utf8))
    #expect(try line(process) == "one")
    #expect(try line(process) == "two")
    try process.send(Array("ee\n".utf8))
    #expect(try line(process) == "three")
  }

  @Test func aLongLineArrivesWhole() throws {
    let process = try start("/bin/sh", ["sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x; echo"])
    #expect(try line(process) == String(repeating: "x", count: 300_000))
  }

  @Test(arguments: [
    ("exit 7", ProcessEnding.code(7)), ("kill -9 $$", .signal(9)), ("true", .code(0)),
  ])
  func theEndIsToldWithItsCause(script: String, ending: ProcessEnding) throws {
    let process = try start("/bin/sh", ["sh", "-c", script])
    #expect(throws: ProcessError.ended(ending)) { try line(process) }
    #expect(throws: ProcessError.ended(ending)) { try line(process) }
  }

  @Test func aProgramThatClosesItsOutputAndStaysIsKilled() throws {
    let process = try start("/bin/sh", ["sh", "-c", "exec >&- 2>&-; sleep 600"])
    #expect(throws: ProcessError.ended(.signal(9))) { try line(process) }
  }

  @Test func silenceEndsTheWait() throws {
    let process = try start("/bin/sleep", ["sleep", "600"])
    #expect(throws: ProcessError.silent) { try line(process, within: 0.2) }
    #expect(throws: ProcessError.stopped) { try process.line(within: 600) { true } }
  }

  @Test func aMissingProgramIsTold() throws {
    #expect(throws: ProcessError.notRun(code: 2)) { try start("/no/such/program", ["x"]) }
    #expect(throws: ProcessError.notRun(code: 13)) { try start("/etc/passwd", ["x"]) }
  }
}
