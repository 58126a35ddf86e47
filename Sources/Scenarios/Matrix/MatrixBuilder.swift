package import Machine
internal import Measure

/// Builds a `Matrix`.
package struct MatrixBuilder {
  private let file: ScenarioFile
  private let catalogue: Catalogue
  private let options: MatrixOptions
  private let resolver: CellResolver
  private let overrides: [Axis: [AxisValue]]
  private let filters: [Filter]

  /// Reads the options against the scenario.
  package init(
    _ file: ScenarioFile, _ catalogue: Catalogue, _ topology: Topology, _ options: MatrixOptions
  ) throws(ScenarioError) {
    self.file = file
    self.catalogue = catalogue
    self.options = options
    let resolver = CellResolver(catalogue: catalogue, topology: topology, seed: options.seed)
    self.resolver = resolver
    var overrides: [Axis: [AxisValue]] = [:]
    for text in options.axes {
      let (axis, values) = try AxisOverride.parse(text, file.scenario, catalogue)
      guard overrides[axis] == nil else {
        throw .option(name: "--axis", found: "\(axis.rawValue) again", allowed: "each axis once")
      }
      for value in values {
        guard let allowed = resolver.alternatives(to: value, axis) else { continue }
        throw .option(
          name: "--axis", found: "\(axis.rawValue)=\(value.text)", allowed: allowed)
      }
      overrides[axis] = values.map { resolver.canonical($0, axis, file.scenario.axes[axis]) }
    }
    self.overrides = overrides
    var filters: [Filter] = []
    for text in options.filters { filters.append(try Filter(text, file.scenario, catalogue)) }
    self.filters = filters
  }

  /// Builds the matrix; a choice that leaves no cell is an error.
  package func matrix() throws(ScenarioError) -> Matrix {
    try checkSize()
    let all = file.scenario.workloads.flatMap { cells(of: $0) }
    let chosen = all.filter { cell in filters.allSatisfy { $0.passes(cell) } }
    guard !chosen.isEmpty else { throw nothingLeft(of: all) }
    try checkForcedBackend(chosen)
    try checkIDs(chosen)
    return Matrix(groups: grouped(withOneForMissingNodes(chosen)))
  }

  /// Keeps one cell per scenario for the nodes that a machine lacks, whatever their number.
  private func withOneForMissingNodes(_ cells: [Cell]) -> [Cell] {
    let missing = cells.indices.filter { CellResolver.standsForMissingNodes(cells[$0].values) }
    let kept = missing.first { cells[$0].values[.node] == .eachNode } ?? missing.first
    let surplus = Set(missing.filter { $0 != kept })
    return cells.indices.filter { !surplus.contains($0) }.map { cells[$0] }
  }

  private func nothingLeft(of all: [Cell]) -> ScenarioError {
    guard let example = all.first else {
      return .option(
        name: "exclude", found: "leaves no cell of scenario \(file.scenario.name)",
        allowed: "at least one cell")
    }
    let filters = options.filters.joined(separator: " and ")
    return .option(
      name: "--filter", found: "\(filters) leaves none of \(all.count) cells",
      allowed: "AXIS=VALUE,… or part of a cell id such as \(example.id)")
  }

  /// The most cells of a scenario; a few lists of values can request more than memory holds.
  package static let cellLimit = 100_000

  private func checkSize() throws(ScenarioError) {
    let counts = file.scenario.workloads.map { workload in
      axes(of: workload).reduce(1) { min(Self.cellLimit + 1, $0 * $1.1.count) }
    }
    guard counts.reduce(0, +) > Self.cellLimit else { return }
    throw .option(
      name: "axes", found: "more than \(Self.cellLimit) cells in scenario \(file.scenario.name)",
      allowed: "fewer values")
  }

  /// Refuses equal ids, since values may differ by less than their labels show.
  private func checkIDs(_ cells: [Cell]) throws(ScenarioError) {
    var seen: Set<String> = []
    for cell in cells where !seen.insert(cell.id).inserted {
      throw .option(
        name: "axes", found: "two cells with the id \(cell.id) in scenario \(file.scenario.name)",
        allowed: "values that have labels of their own")
    }
  }

  private func checkForcedBackend(_ cells: [Cell]) throws(ScenarioError) {
    guard let forced = catalogue.forcedBackend else { return }
    for cell in cells where cell.values[.backend].map({ $0 != .name(forced) }) ?? false {
      throw .forcedBackend(forced: forced, cell: cell.id, backend: cell.request.backend)
    }
  }

  private func cells(of workload: String) -> [Cell] {
    let ids = CellID(fileAxes: file.scenario.axes)
    return product(axes(of: workload))
      .flatMap(resolver.expanded)
      .filter { values in
        !file.scenario.exclusions.contains { $0.matches(workload: workload, values) }
      }
      .map { values in
        let (request, placement, obstacle) = resolver.resolve(values)
        return Cell(
          id: ids.id(workload: workload, values), workload: workload, values: values,
          request: request, placement: placement, isBaseline: isBaseline(values), obstacle: obstacle
        )
      }
  }

  /// The axes that the work has, each with the values of the file or the command line.
  private func axes(of workload: String) -> [(Axis, [AxisValue])] {
    let known = catalogue.workload(workload)?.axes ?? []
    return AxisRow.all.map(\.axis).filter(known.contains).compactMap { axis in
      guard let values = overrides[axis] ?? file.scenario.axes[axis] else { return nil }
      let isShortened = options.isQuick && axis == .workingSet
      return (axis, isShortened ? smallestTwo(values) : values)
    }
  }

  private func smallestTwo(_ values: [AxisValue]) -> [AxisValue] {
    let size = { (value: AxisValue) -> Int in resolver.workingSet(value) ?? .max }
    let kept = values.sorted { size($0) < size($1) }.prefix(2)
    return values.filter(kept.contains)
  }

  private func product(_ axes: [(Axis, [AxisValue])]) -> [[Axis: AxisValue]] {
    axes.reduce([[:]]) { combinations, next in
      combinations.flatMap { combination in
        next.1.map { combination.merging([next.0: $0]) { _, new in new } }
      }
    }
  }

  private func isBaseline(_ values: [Axis: AxisValue]) -> Bool {
    let named = file.scenario.baseline.filter { values[$0.key] != nil }
    return !named.isEmpty && named.allSatisfy { values[$0.key] == $0.value }
  }

  /// Groups siblings, which agree in the work and in every axis that the baseline doesn't name.
  private func grouped(_ cells: [Cell]) -> [SiblingGroup] {
    var order: [GroupKey] = []
    var groups: [GroupKey: [Cell]] = [:]
    for cell in cells {
      let shared = cell.values.filter { file.scenario.baseline[$0.key] == nil }
      let key = GroupKey(workload: cell.workload, shared: shared)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(cell)
    }
    return order.compactMap { groups[$0] }.map { cells in
      SiblingGroup(cells: cells.filter(\.isBaseline) + cells.filter { !$0.isBaseline })
    }
  }

  private struct GroupKey: Hashable {
    let workload: String
    let shared: [Axis: AxisValue]
  }
}
