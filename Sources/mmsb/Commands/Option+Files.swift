internal import StateBus
internal import Support

/// Options that several commands on files share.
extension Option {
  static func output(_ about: String) -> Option {
    Option("output", letter: "o", value: "FILE", about)
  }

  static let digest = Option(
    "digest", value: "SCOPE",
    "print a fingerprint of the pages: data (ids, sizes, epochs, bytes), or full (written masks "
      + "and metadata as well)")

  static let sizes = Option(
    "sizes", value: "CHECKPOINT",
    "take the pages' sizes from this checkpoint of the original MMSB, whose log names none")

  static let cutMasks = Option(
    "cut-masks",
    "drop changes beyond the end of a page, as the original MMSB does; without it they are an error"
  )

  static let rows = Option("rows", value: "N", "list at most so many rows; 10 unless said")
}

extension Arguments {
  /// The scope of `--digest`.
  func digestScope() throws(UsageError) -> DigestScope? {
    try choice("digest", DigestScope.allCases.map(\.rawValue))
      .flatMap(DigestScope.init)
  }

  /// The page sizes that `--sizes` names.
  func sizes() throws -> [PageID: Int]? {
    guard let path = text("sizes") else { return nil }
    do {
      try InputFile.requireOrdinary(path)
      return try LegacyCheckpoint(try ByteSource(path: path), limits: try readLimits()).sizes
    } catch {
      throw Failure(error, of: path)
    }
  }
}
