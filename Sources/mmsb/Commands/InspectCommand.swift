internal import Measure
internal import StateBus
internal import Support

/// `mmsb inspect`: the kind of a file, and its parts.
enum InspectCommand {
  static let command = Command(
    "inspect", summary: "what a file is, and what it is made of",
    about: [
      """
      Tells the kinds of file that mmsb knows apart by their first bytes and lists their parts: the
      commits of a log, the records of an original MMSB's log, the pages of its checkpoint, the
      transactions of a SQLite write-ahead log.
      """
    ],
    operands: [Operand("FILE")], options: [.rows] + Option.limits,
    examples: ["inspect scenarios/traces/packages-4k.mmsblog --rows 3"],
    endings: [
      (.well, "the file was listed"), (.usage, "no such file, or a kind that isn't known"),
      (.damaged, "the file is damaged; what comes before the damage was listed"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let limit = try arguments.integer("rows", 0...Int.max) ?? 10
    guard let kind = try FileKind.of(path) else {
      let known = FileKind.allCases.map(\.name).joined(separator: "; ")
      throw Failure(.usage, "\(path) is of no known kind; known are: \(known)")
    }
    console.write("\(path.escapingControls): \(kind.name)\n")
    let listing = Listing(
      path: path, limit: limit, limits: try arguments.readLimits(), console: console)
    do {
      switch kind {
      case .log: try listing.log()
      case .legacyLog: try listing.legacyLog()
      case .legacyCheckpoint: try listing.legacyCheckpoint()
      case .sqliteWAL: try listing.writeAheadLog()
      case .sqliteDatabase: break
      }
    } catch { throw Failure(error, of: path) }
    return .well
  }
}

/// The list of the parts of one file.
private struct Listing {
  let path: String
  let limit: Int
  let limits: ReadLimits
  let console: Console

  func log() throws {
    var reader = try LogReader(path: path, limits: limits, backend: try Backend.preferred())
    let start = reader.position
    console.write(
      Facts.text([
        ("segment", "\(start.segmentIndex)"), ("log id", String(start.logID, radix: 16)),
        ("largest page", "\(reader.limits.pageByteCount) bytes"),
        ("largest record", "\(reader.limits.recordByteCount) bytes"),
        ("largest commit", "\(reader.limits.commitByteCount) bytes"),
      ]))
    var rows: [[String]] = []
    var (commit, count, offset) = (Commit(), 0, start.offset)
    defer {
      let head = ["commit", "byte", "bytes", "made", "deltas", "removed", "other", "sequence"]
      table(head, rows, of: count)
    }
    while try reader.next(into: &commit) {
      if count < limit {
        rows.append(
          [
            count, Int(offset), Int(reader.position.offset - offset), commit.creations.count,
            commit.deltas.count, commit.removals.count,
            commit.metadata.count + commit.extras.count, Int(reader.position.sequence),
          ].map { "\($0)" })
      }
      offset = reader.position.offset
      count += 1
    }
    if let tail = reader.tail { try LogFile.requireWhole(tail, path) }
  }

  func legacyLog() throws {
    var reader = try LegacyLogReader(try ByteSource(path: path), limits: limits)
    console.write(Facts.text([("version", "\(reader.version)")]))
    var rows: [[String]] = []
    let head = ["delta", "page", "epoch", "mask", "changed", "payload", "form", "source"]
    defer { table(head, rows, of: reader.recordCount) }
    while let record = try reader.next() {
      guard rows.count < limit else { continue }
      rows.append([
        "\(record.deltaID)", "\(record.pageID)", "\(record.epoch)", "\(record.mask.count)",
        "\(record.changedByteCount)", "\(record.payload.count)",
        record.isSparse ? "sparse" : "dense", String(decoding: record.source, as: UTF8.self),
      ])
    }
    try LogFile.requireWhole(reader.tail, validByteCount: reader.validByteCount, path)
  }

  func legacyCheckpoint() throws {
    let checkpoint = try LegacyCheckpoint(try ByteSource(path: path), limits: limits)
    console.write(Facts.text([("log bytes then", "\(checkpoint.logOffset)")]))
    let rows = checkpoint.pages.prefix(limit).map { page in
      [page.id, UInt64(page.data.count), UInt64(page.epoch), UInt64(page.metadata.count)]
        .map { "\($0)" }
    }
    table(["page", "bytes", "epoch", "metadata"], rows, of: checkpoint.pages.count)
  }

  func writeAheadLog() throws {
    var reader = try SQLiteWALReader(try ByteSource(path: path), limits: limits)
    console.write(
      Facts.text([
        ("page size", "\(reader.header.pageByteCount) bytes"),
        ("checksum words", reader.header.isBigEndian ? "big-endian" : "little-endian"),
        ("restarts", "\(reader.header.checkpointSequence)"),
      ]))
    var rows: [[String]] = []
    var count = 0
    while let transaction = try reader.next() {
      count += 1
      guard rows.count < limit else { continue }
      rows.append(
        [count, transaction.frameCount, transaction.databasePageCount].map { "\($0)" })
    }
    table(["transaction", "frames", "database pages"], rows, of: count)
    let wal = reader.summary
    for note in WALNotes.of(wal) { console.write("\(note)\n") }
    if case .damaged(let frame) = wal.end {
      throw Failure(.damaged, "\(path) is damaged at frame \(frame); the first frame is 0")
    }
  }

  /// Writes rows as a table, with the number of all rows.
  private func table(_ head: [String], _ rows: [[String]], of count: Int) {
    if !rows.isEmpty { console.write(Columns.text([head] + rows, numbers: Set(head.indices))) }
    if rows.count < count {
      console.write("\(Display.grouped(rows.count)) of \(Display.grouped(count)) shown\n")
    }
  }
}
