/// The figures of an import of the original MMSB's log.
package struct LegacyLogImportReport: Equatable, Sendable {
  /// Pages made.
  package internal(set) var pageCount = 0
  /// Records read.
  package internal(set) var recordCount = 0
  /// Records whose mask changed bytes beyond their page, and the count of those bytes, which were
  /// dropped.
  package internal(set) var cutRecordCount = 0
  package internal(set) var cutByteCount = 0
  /// Records that set their page's epoch back: their commits are unchecked.
  package internal(set) var backwardEpochCount = 0
  /// Bytes of the log's valid prefix, and the kind of its end.
  package internal(set) var validByteCount = 0
  package internal(set) var tail = LegacyLogReader.Tail.complete
}
