extension ResultFormat {
  /// `summary.csv` itself.
  package static let csv = ResultFormat(
    name: "csv", about: "the rows of summary.csv, every number with its interval"
  ) { rows, _ in
    ResultTable.text(rows.summary)
  }
}
