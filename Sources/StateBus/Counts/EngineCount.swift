/// The kinds of work that the engine counts. The raw value is the place in a lane of counts.
package enum EngineCount: Int, CaseIterable, Sendable {
  case commitsApplied, batchesApplied, deltasApplied, bytesSpanned, payloadBytes
  case pagesCreated, pagesRemoved
  case framesAllocated, frameBytesAllocated, framesFreed
  case kernelCalls, kernelBuffers, kernelBytes
  case logCommitsWritten, logRecordsWritten, logBytesWritten, logWrites
  case logCommitsRead, logRecordsRead, logBytesRead

  /// Name, unit and meaning, as tools and results show them.
  package var description: (name: String, unit: String, about: String) {
    switch self {
    case .commitsApplied: ("commits_applied", "count", "commits made to pages")
    case .batchesApplied:
      ("batches_applied", "count", "batches of deltas made to pages, each commit's among them")
    case .deltasApplied: ("deltas_applied", "count", "deltas made to pages")
    case .bytesSpanned: ("bytes_spanned", "B", "page bytes that those deltas' ranges cover")
    case .payloadBytes: ("payload_bytes", "B", "bytes that those deltas carried")
    case .pagesCreated: ("pages_created", "count", "pages made, restored ones among them")
    case .pagesRemoved: ("pages_removed", "count", "pages taken out, replaced ones among them")
    case .framesAllocated:
      ("frames_allocated", "count", "frames that page stores took from allocators")
    case .frameBytesAllocated: ("frame_bytes_allocated", "B", "bytes that they asked for in them")
    case .framesFreed: ("frames_freed", "count", "frames that page stores gave back")
    case .kernelCalls: ("kernel_calls", "count", "calls of backends, a batch of buffers each")
    case .kernelBuffers: ("kernel_buffers", "count", "buffers that those calls went over")
    case .kernelBytes: ("kernel_bytes", "B", "bytes of those buffers, a mask's bit as one")
    case .logCommitsWritten: ("log_commits_written", "count", "commits appended whole to logs")
    case .logRecordsWritten: ("log_records_written", "count", "records of those commits and closes")
    case .logBytesWritten: ("log_bytes_written", "B", "bytes written to logs, headers among them")
    case .logWrites: ("log_writes", "count", "writes that took them to files")
    case .logCommitsRead: ("log_commits_read", "count", "commits read whole from logs, verified")
    case .logRecordsRead: ("log_records_read", "count", "records of those commits and closes")
    case .logBytesRead: ("log_bytes_read", "B", "bytes of those records, and of headers")
    }
  }
}
