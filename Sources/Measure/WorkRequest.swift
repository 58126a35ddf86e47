/// The request to one worker: one cell's values, and the worker's place among its siblings.
package struct WorkRequest: Sendable, Hashable {
  /// The kernel backend by name, where the workload has that axis.
  package var backend = "scalar"
  /// The page allocator by name, where the workload has that axis.
  package var allocator = "heap"
  /// Bytes in a page.
  package var pageByteCount = 4096
  /// Bytes of page data this worker works on; a replay repeats itself over copies to reach it.
  package var workingSetByteCount = 4096
  /// Bytes a generated delta spans.
  package var deltaByteCount = 128
  /// The share of bytes that change, 0 to 1.
  package var density = 0.5
  /// The spread of the changed bytes.
  package var pattern = Pattern.random
  /// Workers in the cell, and which of them this is. Where they run and their memory lies is
  /// settled on their threads before they prepare anything.
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
