internal import Machine
internal import Measure
internal import Support

extension Cell {
  /// The most memory that all workers of the cell together take; 0 where the work doesn't state it.
  func memoryByteCount(
    _ workload: Workload, _ topology: Topology, traceByteCount: Int
  ) -> Int {
    var workingSet = request.workingSetByteCount
    if workload.dividesWorkingSet, let places = try? Placement.plan(topology, placement) {
      let crowd = Placement.crowd(places, topology)
      workingSet = (workingSet + crowd - 1) / crowd
    }
    return request.workerCount
      * workload.memory.byteCount(workingSet: workingSet, trace: traceByteCount)
  }
}

extension Matrix {
  /// The matrix with an obstacle for each cell that doesn't fit the memory which is left.
  ///
  /// A cell is timed beside its baseline, which takes about as much.
  func within(
    _ memoryByteCount: Int?, _ catalogue: Catalogue, _ topology: Topology, traceByteCount: Int
  ) -> Matrix {
    guard let memoryByteCount else { return self }
    let fitting = { (cell: Cell, isAlone: Bool) -> Cell in
      guard cell.obstacle == nil, let workload = catalogue.workload(cell.workload) else {
        return cell
      }
      let each = cell.memoryByteCount(workload, topology, traceByteCount: traceByteCount)
      let need = isAlone ? each : 2 * each
      guard need > memoryByteCount else { return cell }
      return cell.withoutMemory(need, of: memoryByteCount, isAlone: isAlone)
    }
    return Matrix(
      groups: groups.map { group in
        SiblingGroup(cells: group.cells.map { fitting($0, group.runnable.count < 2) })
      })
  }
}

extension Cell {
  fileprivate func withoutMemory(_ need: Int, of rest: Int, isAlone: Bool) -> Cell {
    let threads = request.workerCount == 1 ? "one thread" : "\(request.workerCount) threads"
    let obstacle = Obstacle(
      .unavailable, code: "too_little_memory",
      reason: "needs up to \(byteText(need)) for \(threads)"
        + (isAlone ? "" : " beside the baseline")
        + ", and this process may take \(byteText(rest))")
    return Cell(
      id: id, workload: workload, values: values, request: request, placement: placement,
      isBaseline: isBaseline, obstacle: obstacle)
  }
}
