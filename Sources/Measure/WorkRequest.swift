/// The request to one worker: one cell's values, and the worker's place among its siblings.
package struct WorkRequest: Sendable, Hashable {
  /// The kernel backend by name, where the workload has that axis.
  package var backend = "scalar"
  /// The page allocator by name, where the workload has that axis.
  package var allocator = "heap"
  /// Bytes in a page.
  package var pageByteCount = 4096
  /// Bytes of page data for this worker; a replay repeats itself over copies to reach that size.
  package var workingSetByteCount = 4096
  /// Bytes that a generated delta spans.
  package var deltaByteCount = 128
  /// The share of bytes that change, 0 to 1.
  package var density = 0.5
  /// The spread of the changed bytes.
  package var pattern = Pattern.random
  /// The number of workers in the cell, and the index of this one among them. The CPUs and the node
  /// of the memory are settled on the workers' threads before any preparation.
  package var workerCount = 1
  package var worker = 0
  /// The trace file, where the workload needs one.
  package var trace: String?
  /// A folder on the file system under test, for work that writes files; removed by the runner.
  package var scratch: String?
  /// The source of every random choice of the work.
  package var seed: UInt64 = 1

  /// The defaults; set what differs.
  package init() {}
}
