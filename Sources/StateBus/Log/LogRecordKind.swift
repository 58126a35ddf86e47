internal import CFormat

/// The kind of a record. Inside a commit the kinds come in ascending order.
enum LogRecordKind: UInt8 {
  case segmentStart = 1
  case source, allocate, create, metadata, function, block, removeEdge, addEdge, remove, free
  case commit, close

  /// The flags that records of the kind may carry.
  var flags: UInt8 { self == .commit ? UInt8(MMSB_LOG_COMMIT_FLAGS) : 0 }
}
