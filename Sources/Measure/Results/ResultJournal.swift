internal import Support

/// The results of a run under way, as its folder has them: rows that are appended when a group
/// ends, and a manifest that counts them.
///
/// Readers of a folder that isn't complete take as many rows as the manifest counts, so a process
/// that is killed while it appends loses the group under way and nothing else.
struct ResultJournal {
  private let path: String
  private let disk: any Disk
  private let clock = Clock.measured()
  /// The manifest's members until the run ends.
  private let manifest: [JSONMember]
  /// The rows in the files, and the length of each file with them.
  private var counts: ResultCounts
  private var byteCounts: [Int]
  /// The rows of the groups that were carried out whole; later ones are made again by `--resume`.
  private(set) var finished: ResultCounts

  private static let names = [SampleRow.fileName, SummaryRow.fileName, CompareRow.fileName]

  /// Begins a folder's results: the manifest first, whose name nobody may have taken meanwhile.
  init(creatingIn path: String, on disk: any Disk, manifest: [JSONMember]) throws(FileError) {
    let headers = [
      ResultTable.text([SampleRow]()), ResultTable.text([SummaryRow]()),
      ResultTable.text([CompareRow]()),
    ].map { Array($0.utf8) }
    self.init(path, disk, manifest, counts: ResultCounts(), byteCounts: headers.map(\.count))
    try publish(counts, replacing: false)
    for (name, header) in zip(Self.names, headers) {
      let draft = FileDraft(of: "\(path)/\(name)", on: disk)
      try draft.write(header)
      try draft.publish(replacing: false)
    }
  }

  /// Goes on with a folder's results; `files` are the bytes of its finished rows.
  init(
    resumingIn path: String, on disk: any Disk, manifest: [JSONMember], rows: ResultRows,
    files: [[UInt8]]
  ) throws(FileError) {
    let byteCounts = files.map(\.count)
    self.init(path, disk, manifest, counts: ResultCounts(rows), byteCounts: byteCounts)
    try publish(counts, replacing: true)
    for (name, byteCount) in zip(Self.names, byteCounts) {
      try File(updating: "\(path)/\(name)", on: disk).truncate(to: byteCount)
    }
  }

  private init(
    _ path: String, _ disk: any Disk, _ manifest: [JSONMember], counts: ResultCounts,
    byteCounts: [Int]
  ) {
    self.path = path
    self.disk = disk
    self.manifest = manifest
    self.counts = counts
    finished = counts
    self.byteCounts = byteCounts
  }

  /// Appends the rows that the files lack; they last once this returns.
  mutating func append(_ rows: ResultRows, areFinished: Bool) throws(FileError) {
    let byteCounts = try write(rows)
    let counts = ResultCounts(rows)
    if areFinished { finished = counts }
    try publish(counts, replacing: true)
    self.byteCounts = byteCounts
    self.counts = counts
  }

  /// Appends the rows that the files lack, and replaces the manifest by that of a run at its end.
  mutating func finish(
    _ rows: ResultRows, partial: Bool, manifest: [JSONMember]
  ) throws(FileError) {
    byteCounts = try write(rows)
    counts = ResultCounts(rows)
    let document = Manifest.document(
      manifest, rows: counts, finished: partial ? finished : nil, clock: clock, digestsOf: rows)
    try publish(document, replacing: true)
  }

  /// Writes the rows behind those that are counted; answers the length of each file.
  private func write(_ rows: ResultRows) throws(FileError) -> [Int] {
    let more = [
      ResultTable.lines(rows.samples[counts.samples...]),
      ResultTable.lines(rows.summary[counts.summary...]),
      ResultTable.lines(rows.compare[counts.compare...]),
    ].map { Array($0.utf8) }
    var ends: [Int] = []
    for (index, bytes) in more.enumerated() {
      if !bytes.isEmpty {
        let file = try File(updating: "\(path)/\(Self.names[index])", on: disk)
        try file.write(bytes.span.raw, at: byteCounts[index])
        try file.syncData()
      }
      ends.append(byteCounts[index] + bytes.count)
    }
    return ends
  }

  private func publish(_ counts: ResultCounts, replacing: Bool) throws(FileError) {
    let document = Manifest.document(manifest, rows: counts, finished: finished, clock: clock)
    try publish(document, replacing: replacing)
  }

  private func publish(_ document: JSONValue, replacing: Bool) throws(FileError) {
    let draft = FileDraft(of: "\(path)/\(Manifest.fileName)", on: disk)
    try draft.write(Array(document.document.utf8))
    try draft.publish(replacing: replacing)
  }
}
