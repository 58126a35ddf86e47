import Support
import Testing

@Suite struct CallWordsTests {
  @Test func wordsInUTF8AreThemselves() throws {
    #expect(try CallWords.checked([Array("run".utf8), Array("é".utf8), []]) == ["run", "é", ""])
  }

  @Test func aWordThatIsNotUTF8IsNamedByPlaceAndBytes() {
    let error = #expect(throws: CallWordError.self) {
      try CallWords.checked([Array("run".utf8), [0x63, 0xe9, 0x0a]])
    }
    #expect(error?.number == 2 && error?.kind == .usage)
    #expect(error?.description.contains("word 2") == true)
    #expect(error?.description.contains("c\\xe9\\x0a") == true)
  }

  @Test func bytesAreToldInTwoDigits() {
    let texts = [0, 999, 1_000, 4_200_000_000, 999_600_000, 12_345, .max].map(byteText)
    #expect(texts == ["0 bytes", "999 bytes", "1.0 kB", "4.2 GB", "1.0 GB", "12 kB", "9.2 EB"])
  }
}
