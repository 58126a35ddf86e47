package import Support

/// The figures of a conversion of the original MMSB's log.
package struct LegacyLogConversion: Equatable, Sendable {
  /// The figures of the import, with the log's end.
  package let report: LegacyLogImportReport
  /// Bytes of the source file, and of the log written.
  package let sourceByteCount: Int
  package let writtenByteCount: Int
  /// The digest of the state from either log (ids, sizes, epochs, bytes); written masks were
  /// compared too.
  package let digest: Digest
}

extension LegacyLogImporter {
  /// Turns the original MMSB's log into a native one at `path`, which must be free.
  ///
  /// The log is read back and replayed before it gets its name: its state must be that of the
  /// records applied byte by byte. Of a torn log the valid prefix is converted, and the tail is
  /// reported. Reads the source twice, once more without sizes. Memory: two engines with all pages.
  ///
  /// ```swift
  /// let conversion = try LegacyLogImporter.convert(
  ///   ByteSource(path: "old.log"), to: "new.mmsblog", backend: Backend.preferred())
  /// print(conversion.report.recordCount, conversion.digest)
  /// ```
  package static func convert(
    _ log: ByteSource, sizes: [PageID: Int]? = nil, isCuttingMasks: Bool = false,
    limits: ReadLimits = ReadLimits(), to path: String, backend: Backend
  ) throws(LegacyLogError) -> LegacyLogConversion {
    var importer = try LegacyLogImporter(
      log, sizes: sizes, isCuttingMasks: isCuttingMasks, limits: limits)
    let source = try state(of: log, sizes: importer.sizes, limits, backend)
    let byteCount = try LogDraft.write(
      to: path, logID: source.pages.digest(.full).low, backend: backend,
      check: { draft throws(LegacyLogError) in try compare(draft, with: source, limits) },
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
      digest: source.pages.digest(.data))
  }

  /// The state that the records give without the native log.
  private static func state(
    of log: ByteSource, sizes: [UInt64: Int], _ limits: ReadLimits, _ backend: Backend
  ) throws(LegacyLogError) -> StateBus {
    var reader = try LegacyLogReader(log, limits: limits)
    var state = LegacyLogState(sizes: sizes)
    while let record = try reader.next() { try state.apply(record) }
    let bus = StateBus(backend: backend)
    do throws(StateBusError) { try bus.restore(state.images) } catch { throw .notApplied(error) }
    return bus
  }

  private static func compare(
    _ draft: String, with source: StateBus, _ limits: ReadLimits
  ) throws(LegacyLogError) {
    let replayed = StateBus(backend: source.backend)
    try replay(draft, onto: replayed, limits)
    let (before, after) = (source.pages.digest(.full), replayed.pages.digest(.full))
    guard before == after else { throw .stateDiffers(source: before, log: after) }
  }

  private static func replay(
    _ draft: String, onto bus: StateBus, _ limits: ReadLimits
  ) throws(LegacyLogError) {
    var commit = Commit()
    var refusal: StateBusError?
    do throws(LogError) {
      var reader = try LogReader(path: draft, limits: limits, backend: bus.backend)
      while refusal == nil, try reader.next(into: &commit) {
        do throws(StateBusError) { try bus.commit(commit) } catch { refusal = error }
      }
    } catch {
      throw .log(error)
    }
    if let refusal { throw .draftNotApplied(refusal) }
  }
}
