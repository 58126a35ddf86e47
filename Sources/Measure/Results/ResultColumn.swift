/// One column: its name, its type, its meaning, and its field of a row.
package struct ResultColumn<Row: Sendable>: Sendable {
  /// In snake case; the header's word.
  package let name: String
  package let type: ColumnType
  /// Whether an empty field is a mistake.
  package let isRequired: Bool
  /// One sentence for the documentation.
  package let about: String
  /// The row's field.
  package let field: @Sendable (Row) -> String
  /// Sets the row's value from a field that is not empty; false when the field is malformed.
  package let read: @Sendable (inout Row, String) -> Bool

  init<Value: ResultValue>(
    _ name: String, _ path: any WritableKeyPath<Row, Value> & Sendable, _ about: String,
    required: Bool = false, type: ColumnType = Value.type
  ) {
    self.name = name
    self.type = type
    self.about = about
    isRequired = required
    field = { $0[keyPath: path].field }
    read = { row, field in
      guard type.accepts(field), let value = Value(field: field) else { return false }
      row[keyPath: path] = value
      return true
    }
  }

  /// The same column of a row that contains this one.
  func within<Outer: Sendable>(
    _ path: any WritableKeyPath<Outer, Row> & Sendable
  ) -> ResultColumn<Outer> {
    ResultColumn<Outer>(
      name: name, type: type, isRequired: isRequired, about: about,
      field: { [field] in field($0[keyPath: path]) },
      read: { [read] row, text in read(&row[keyPath: path], text) })
  }

  private init(
    name: String, type: ColumnType, isRequired: Bool, about: String,
    field: @escaping @Sendable (Row) -> String,
    read: @escaping @Sendable (inout Row, String) -> Bool
  ) {
    self.name = name
    self.type = type
    self.isRequired = isRequired
    self.about = about
    self.field = field
    self.read = read
  }
}
