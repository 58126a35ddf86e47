internal import Measure
internal import Support

extension Plan {
  /// The hash of everything that a cell's work depends on, by names that outlive a build: no
  /// comment, file's name or number of rounds is in it.
  package func hash(of cell: Cell, readsTrace: Bool) -> String {
    let request = cell.request
    let parts = [
      "workload=\(cell.workload)", "trace=\(readsTrace ? traceDigest : "")",
      "seed=\(request.seed)", "workers=\(request.workerCount)", "page=\(request.pageByteCount)",
      "set=\(request.workingSetByteCount)", "delta=\(request.deltaByteCount)",
      "density=\(request.density)", "pattern=\(request.pattern)", "cache=\(file.scenario.cache)",
    ]
    let values = cell.values.map { "\($0.key.rawValue)=\($0.value.text)" }.sorted()
    return Digest(of: Array((parts + values).joined(separator: "\n").utf8)).description
  }
}
