internal import Support
internal import Testing
internal import mmsb

@Suite struct ExitCodeTests {
  @Test func everyKindOfErrorHasItsNumber() {
    let codes = ErrorKind.allCases.map { "\($0.rawValue) \(ExitCode($0).rawValue)" }
    #expect(
      codes == [
        "usage 2", "input 2", "damaged 3", "environment 5", "interrupted 130", "internal 70",
      ])
  }

  private struct Unknown: Error {}

  @Test func anErrorWithoutAKindIsOurFault() {
    let failure = Failure(Unknown())
    #expect(failure.kind == .internal)
    #expect(failure.message.contains("please report it"))
  }

  private struct Refusal: KindedError {
    let kind: ErrorKind
    let description: String
  }

  @Test(arguments: ErrorKind.allCases)
  func aFailureKeepsKindAndWords(kind: ErrorKind) {
    let failure = Failure(Refusal(kind: kind, description: "there is no a.b"))
    #expect(failure == Failure(kind, "there is no a.b"))
    #expect(Failure(failure) == failure)
  }
}
