internal import CPlatform
internal import Glibc

/// The words of the process's call after the program's name.
package enum CallWords {
  /// The words; a byte that isn't UTF-8 is U+FFFD here.
  package static let all: [String] = bytes.map { String(decoding: $0, as: UTF8.self) }

  /// The words, or the error that names the first one that isn't UTF-8.
  package static func checked() throws(CallWordError) -> [String] { try checked(bytes) }

  /// The words of these bytes, or the error that names the first one that isn't UTF-8.
  package static func checked(_ bytes: [[UInt8]]) throws(CallWordError) -> [String] {
    var words: [String] = []
    for (index, bytes) in bytes.enumerated() {
      guard let word = String(validating: bytes, as: UTF8.self) else {
        throw CallWordError(number: index + 1, bytes: bytes)
      }
      words.append(word)
    }
    return words
  }

  private static var bytes: [[UInt8]] {
    (1..<max(1, cp_argument_count())).map { index in
      guard let word = unsafe cp_argument(index) else { return [] }
      // Safe: the C library ends each word with a zero, and the words live as long as the process.
      return unsafe Array(UnsafeRawBufferPointer(start: word, count: strlen(word)))
    }
  }
}

/// A word of a call that isn't UTF-8, the only encoding of names and values here.
package struct CallWordError: KindedError, Equatable {
  /// The word's place behind the program's name, from 1.
  package let number: Int
  /// The word.
  package let bytes: [UInt8]

  package var kind: ErrorKind { .usage }

  /// One line: the word with its other bytes in hexadecimal, and the way out.
  package var description: String {
    let shown = bytes.map { byte in
      0x20 <= byte && byte < 0x7f
        ? String(UnicodeScalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined()
    return "word \(number) of the call isn't UTF-8: \(shown); rename the file, or link to it"
  }
}
