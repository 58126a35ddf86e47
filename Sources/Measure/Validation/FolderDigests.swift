internal import Support

/// The digests by which a folder shows that nobody changed it: of each file's rows, and of the
/// manifest itself.
///
/// Line ends don't count, so that a folder that passed through another system's tools is still the
/// same.
enum FolderDigests {
  static let name = "digests"

  /// The manifest with the digests of the rows and its own.
  static func added(to document: JSONValue, _ rows: ResultRows) -> JSONValue {
    let files = [
      ("samples", ResultTable.text(rows.samples)), ("summary", ResultTable.text(rows.summary)),
      ("compare", ResultTable.text(rows.compare)),
    ].map { JSONMember($0, .string(digest(Array($1.utf8)))) }
    let whole = replaced(document, files)
    return replaced(document, files + [JSONMember("manifest", .string(ownDigest(whole)))])
  }

  /// What doesn't agree with the digests in a manifest; a complete folder of a version that has
  /// digests must have them.
  static func findings(_ document: JSONValue, _ files: [[UInt8]]) -> [Finding] {
    guard let stated = document[name] else {
      guard document["complete"] == true, CellKeys.isComputedAgain(document["schema_version"]?.text)
      else { return [] }
      return [Finding(Manifest.fileName, column: name, "is missing")]
    }
    var findings: [Finding] = []
    let names = ["samples", "summary", "compare"]
    for (file, bytes) in zip(names, files) where stated[file]?.text != digest(bytes) {
      findings.append(Finding(file + ".csv", "isn't what the run wrote: its digest differs"))
    }
    let members = names.compactMap { name in stated[name].map { JSONMember(name, $0) } }
    var isWhole = false
    if case .object(let all) = stated.content { isWhole = all.count == names.count + 1 }
    if !isWhole || stated["manifest"]?.text != ownDigest(replaced(document, members)) {
      findings.append(
        Finding(Manifest.fileName, column: name, "the manifest isn't what the run wrote"))
    }
    return findings
  }

  private static func ownDigest(_ document: JSONValue) -> String {
    digest(Array(document.document.utf8))
  }

  /// The document with these digests in place of its own.
  private static func replaced(_ document: JSONValue, _ digests: [JSONMember]) -> JSONValue {
    guard case .object(let members) = document.content else { return document }
    return .object(members.filter { $0.name != name } + [JSONMember(name, .object(digests))])
  }

  /// The digest of bytes whose line ends are LF alone.
  private static func digest(_ bytes: [UInt8]) -> String {
    let (carriageReturn, lineFeed) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))
    guard bytes.contains(carriageReturn) else { return Digest(of: bytes).description }
    let kept = bytes.indices.filter { place in
      bytes[place] != carriageReturn || bytes[(place + 1)...].first != lineFeed
    }
    return Digest(of: kept.map { bytes[$0] }).description
  }
}

extension CellKeys {
  /// Whether a version of the schema says enough for its folders to be computed again, and has
  /// digests in its manifests: all from 1.2 on.
  static func isComputedAgain(_ version: String?) -> Bool {
    guard let version else { return true }
    return !["1.0", "1.1"].contains(version)
  }
}
