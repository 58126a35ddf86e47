extension ResultFormat {
  /// The columns of the table as Markdown; the same rows give the same bytes.
  package static let markdown = ResultFormat(
    name: "markdown", about: "one Markdown table per scenario"
  ) { rows, _ in
    CellGrid.grids(rows).map(\.markdown).joined(separator: "\n")
  }
}
