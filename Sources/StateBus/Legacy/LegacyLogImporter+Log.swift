package import Support

/// What a conversion of the original MMSB's log read and wrote.
package struct LegacyLogConversion: Equatable, Sendable {
  /// What was read.
  package let report: LegacyLogImportReport
  /// Bytes of the file read, and of the log written.
  package let sourceByteCount: Int
  package let writtenByteCount: Int
  /// The state that both give (ids, sizes, epochs, bytes); written masks were compared too.
  package let digest: Digest
}

extension LegacyLogImporter {
  /// Turns the original MMSB's log into a native one at `path`, which must be free.
  ///
  /// The log is read back and replayed before it gets its name: its state must be that of the
  /// records applied byte by byte. The valid prefix of a torn log is converted and its tail told.
  package static func convert(
    _ log: ByteSource, sizes: [PageID: Int]? = nil, to path: String, backend: Backend
  ) throws(LegacyLogError) -> LegacyLogConversion {
    var importer = try LegacyLogImporter(log, sizes: sizes)
    let source = try state(of: log, sizes: importer.sizes)
    let byteCount = try LogDraft.write(
      to: path, logID: source.digest(.full).low, backend: backend,
      check: { draft throws(LegacyLogError) in try compare(draft, with: source, backend) },
      { writer throws(LegacyLogError) in
        while let commit = try importer.next() {
          do throws(LogError) {
            try writer.append(commit)
          } catch {
            throw .log(error)
          }
        }
      })
    return LegacyLogConversion(
      report: importer.report, sourceByteCount: log.byteCount, writtenByteCount: byteCount,
      digest: source.digest(.data))
  }

  /// The state that the records give by themselves.
  private static func state(
    of log: ByteSource, sizes: [UInt64: Int]
  ) throws(LegacyLogError) -> PageStore {
    var reader = try LegacyLogReader(log)
    var state = LegacyLogState(sizes: sizes)
    while let record = try reader.next() { try state.apply(record) }
    let store = PageStore()
    do throws(PageError) {
      try store.restore(state.images)
    } catch {
      throw .notApplied(.creation(error))
    }
    return store
  }

  private static func compare(
    _ draft: String, with source: PageStore, _ backend: Backend
  ) throws(LegacyLogError) {
    let replayed = PageStore()
    try replay(draft, onto: replayed, backend)
    let (before, after) = (source.digest(.full), replayed.digest(.full))
    guard before == after else { throw .stateDiffers(source: before, log: after) }
  }

  private static func replay(
    _ draft: String, onto store: PageStore, _ backend: Backend
  ) throws(LegacyLogError) {
    var commit = Commit()
    var refusal: CommitError?
    do throws(LogError) {
      var reader = try LogReader(path: draft, backend: backend)
      while refusal == nil, try reader.next(into: &commit) {
        commit.policy = .unchecked
        do throws(CommitError) {
          try store.apply(commit, using: backend)
        } catch {
          refusal = error
        }
      }
    } catch {
      throw .log(error)
    }
    if let refusal { throw .draftNotApplied(refusal) }
  }
}
