internal import Support

/// A way to damage a results folder: one change to one of its files.
///
/// All ways together are made from the columns and the manifest's members, so that a column that is
/// added is damaged too. `validate` must notice each.
package struct FolderDamage: Sendable, CustomStringConvertible {
  /// The damaged file's name.
  package let file: String
  /// The damaged column or member; empty for a damage to whole rows.
  package let part: String
  private let way: Way

  private enum Way: Sendable {
    case field(FieldWay)
    case rows(RowWay)
    case member(MemberWay)
  }

  private enum FieldWay: String, CaseIterable {
    case empty, wrongType, outOfRange, altered, swapped
  }
  private enum RowWay: String, CaseIterable { case removed, doubled, exchanged, cut }
  private enum MemberWay: String, CaseIterable { case removed, wrongType, altered }

  /// Every way; one may change nothing in a given folder.
  package static let all: [FolderDamage] = {
    let tables = [
      (SampleRow.fileName, ResultSchema.samples.map(\.name)),
      (SummaryRow.fileName, ResultSchema.summary.map(\.name)),
      (CompareRow.fileName, ResultSchema.compare.map(\.name)),
    ]
    let fields = tables.flatMap { file, columns in
      columns.flatMap { column in
        FieldWay.allCases.map { FolderDamage(file: file, part: column, way: .field($0)) }
      }
    }
    let rows = tables.flatMap { file, _ in
      RowWay.allCases.map { FolderDamage(file: file, part: "", way: .rows($0)) }
    }
    let members = Manifest.fields.flatMap { field in
      MemberWay.allCases.map {
        FolderDamage(file: Manifest.fileName, part: field.name, way: .member($0))
      }
    }
    return fields + rows + members
  }()

  package var description: String {
    switch way {
    case .field(let way): "\(file), column \(part): \(way.rawValue)"
    case .rows(let way): "\(file), rows: \(way.rawValue)"
    case .member(let way): "\(file), \(part): \(way.rawValue)"
    }
  }

  /// The file's bytes with the damage; nil where the way changes nothing in them.
  package func applied(to bytes: [UInt8]) -> [UInt8]? {
    switch way {
    case .member(let way): damagedMember(bytes, way)
    case .field(let way): damagedTable(bytes) { Self.damage(&$0, part, way) }
    case .rows(.cut): bytes.count > 1 ? Array(bytes.dropLast(bytes.count / 2)) : nil
    case .rows(let way): damagedTable(bytes) { Self.damage(&$0, way) }
    }
  }
}

// Tables.
extension FolderDamage {
  private func damagedTable(_ bytes: [UInt8], _ damage: (inout [[String]]) -> Bool) -> [UInt8]? {
    guard var records = (try? CSV.parse(bytes))?.map(\.fields), damage(&records) else { return nil }
    return Array(records.map(CSV.line).joined().utf8)
  }

  /// Damages the first field of a column that the way changes; false where there is none.
  private static func damage(_ records: inout [[String]], _ column: String, _ way: FieldWay) -> Bool
  {
    guard let place = records.first?.firstIndex(of: column) else { return false }
    for row in records.indices.dropFirst() where records[row].count > place {
      let field = records[row][place]
      let other = records.dropFirst().lazy.map { $0[place] }.first { $0 != field } ?? field
      let damaged = damaged(field, other, way)
      guard damaged != field else { continue }
      records[row][place] = damaged
      return true
    }
    return false
  }

  private static func damaged(_ field: String, _ other: String, _ way: FieldWay) -> String {
    switch way {
    case .empty: ""
    case .wrongType: "no such thing!"
    case .outOfRange: field.hasPrefix("-") ? "1e300" : "-1"
    case .altered: Double(field).map { "\($0 + 1)" } ?? field + "x"
    case .swapped: other
    }
  }

  private static func damage(_ records: inout [[String]], _ way: RowWay) -> Bool {
    guard records.count > 1 else { return false }
    switch way {
    case .removed: records.removeLast()
    case .doubled: records.append(records[records.count - 1])
    case .exchanged:
      let last = records.count - 1
      guard records[1] != records[last] else { return false }
      records.swapAt(1, last)
    case .cut: return false
    }
    return true
  }
}

// The manifest.
extension FolderDamage {
  private func damagedMember(_ bytes: [UInt8], _ way: MemberWay) -> [UInt8]? {
    guard case .object(var members) = (try? JSONValue(strict: bytes))?.content,
      let place = members.firstIndex(where: { $0.name == part })
    else { return nil }
    switch way {
    case .removed: members.remove(at: place)
    case .wrongType: members[place] = JSONMember(part, .array([.integer(7)]))
    case .altered: members[place] = JSONMember(part, Self.altered(members[place].value))
    }
    return Array(JSONValue.object(members).document.utf8)
  }

  private static func altered(_ value: JSONValue) -> JSONValue {
    if let text = value.text { return .string(text + "x") }
    if let number = value.integer { return .integer(number &+ 1) }
    if let number = value.double { return .number(number + 1) }
    if value == true { return false }
    if value == false { return true }
    if let elements = value.elements { return .array(elements + [.string("more")]) }
    if case .object(let members) = value.content {
      return .object(members + [JSONMember("more", .integer(1))])
    }
    return .string("other")
  }
}
