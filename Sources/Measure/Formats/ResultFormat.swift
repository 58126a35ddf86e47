/// A way to show results: a row of the table that `--format` chooses from.
///
/// Every format is made from rows alone, so that a folder that is read back shows the same as its
/// run.
package struct ResultFormat: Sendable {
  /// The word that `--format` takes.
  package let name: String
  /// One line for `mmsb list`.
  package let about: String
  /// Whether the rows of all scenarios of a call are shown at once, since their texts one after
  /// another would be no document.
  package var isOneDocument = false
  /// The whole text, line ends included.
  package let render: @Sendable (ResultRows, FormatStyle) -> String

  /// All formats, the default one first.
  package static let all: [ResultFormat] = [.table, .markdown, .csv, .json]

  /// The format of a name.
  package static func named(_ name: String) -> ResultFormat? { all.first { $0.name == name } }
}

/// Choices of presentation that don't change the content.
package struct FormatStyle: Sendable {
  /// Whether the terminal shows colours.
  package var color = false
  /// Whether what could not be told counts as a failure.
  package var isStrict = false

  /// Makes a plain style.
  package init() {}
}
