internal import CFormat

/// What a record says. Inside a commit the kinds come in ascending order.
enum LogRecordKind: UInt8 {
  case segmentStart = 1
  case source, create, metadata, delta, remove, commit, close

  /// The flags that records of the kind may carry.
  var flags: UInt8 {
    switch self {
    case .delta: UInt8(MMSB_LOG_DELTA_FLAGS)
    case .commit: UInt8(MMSB_LOG_COMMIT_AFTER_SYNC)
    default: 0
    }
  }
}
