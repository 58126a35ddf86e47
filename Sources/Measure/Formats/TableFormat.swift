extension ResultFormat {
  /// Aligned columns, one line per cell, each beginning with the id that `mmsb rerun` takes.
  package static let table = ResultFormat(
    name: "table", about: "aligned columns for a terminal, one line per cell"
  ) { rows, style in
    CellGrid.grids(rows).map { $0.aligned(color: style.color) }.joined(separator: "\n")
  }
}
