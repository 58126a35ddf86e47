internal import Machine
internal import Measure
internal import Support

extension CapabilityReport {
  private static let kind = "capabilities"

  /// The report as a document: its description, then one object for each fact; empty parts left
  /// out.
  package var json: String {
    JSONValue.object([
      JSONMember("schema_version", .string(Self.schemaVersion)),
      JSONMember("kind", .string(Self.kind)), JSONMember("host_id", .string(hostID)),
      JSONMember("taken_utc", .string(takenUTC)),
      JSONMember("facts", .array(rows.map(Self.object))),
    ]).document
  }

  private static func object(_ row: Capability) -> JSONValue {
    let text = { (name: String, value: String) in
      value.isEmpty ? nil : JSONMember(name, .string(value))
    }
    let number = { (name: String, value: Double?) in
      value.map { JSONMember(name, .number($0)) }
    }
    let members: [JSONMember?] = [
      JSONMember("section", .string(row.section.rawValue)), JSONMember("key", .string(row.key)),
      JSONMember("value", value(row)), text("unit", row.unit), number("low", row.low),
      number("high", row.high), JSONMember("status", .string(row.status.rawValue)),
      text("reason_code", row.reasonCode), text("reason", row.reason), text("remedy", row.remedy),
    ]
    return .object(members.compactMap(\.self))
  }

  /// The value as a number where the row has a unit and the text is a number.
  private static func value(_ row: Capability) -> JSONValue {
    guard let value = row.value else { return .null }
    guard !row.unit.isEmpty else { return .string(value) }
    if let whole = Int(value), String(whole) == value { return .integer(whole) }
    if let number = Double(value), number.isFinite, Capability.field(number) == value {
      return .number(number)
    }
    return .string(value)
  }

  /// Reads a report from a file's bytes; `name` names the file in messages.
  package init(json bytes: [UInt8], name: String) throws(Failure) {
    let document: JSONValue
    do throws(JSONError) {
      document = try JSONValue(strict: bytes)
    } catch {
      throw Failure(.usage, "\(name):\(error.line):\(error.column): \(error.message)")
    }
    guard document["kind"]?.text == Self.kind, let version = document["schema_version"]?.text else {
      throw Failure(.usage, "\(name): no capability report; make one with mmsb caps --json")
    }
    guard version == Self.schemaVersion else {
      throw Failure(
        .usage, "\(name): version \(version) of the report; this mmsb reads \(Self.schemaVersion)")
    }
    guard let facts = document["facts"]?.elements, let host = document["host_id"]?.text,
      let taken = document["taken_utc"]?.text
    else { throw Failure(.usage, "\(name): lacks host_id, taken_utc or the list of facts") }
    hostID = host
    takenUTC = taken
    rows = []
    for (index, fact) in facts.enumerated() {
      guard let row = Self.row(fact) else {
        throw Failure(.usage, "\(name): fact \(index + 1) is malformed")
      }
      rows.append(row)
    }
  }

  private static func row(_ fact: JSONValue) -> Capability? {
    let text = { (name: String) in fact[name]?.text ?? "" }
    guard let section = Capability.Section(rawValue: text("section")), !text("key").isEmpty,
      let status = Capability.Status(rawValue: text("status"))
    else { return nil }
    var row = Capability(section, text("key"), String?.none)
    switch fact["value"]?.content {
    case .string(let value): row.value = value
    case .integer(let value): row.value = String(value)
    case .number(let value): row.value = Capability.field(value)
    case .null, nil: row.value = nil
    default: return nil
    }
    guard (row.value == nil) == (status == .unavailable) else { return nil }
    row.unit = text("unit")
    row.low = fact["low"]?.double
    row.high = fact["high"]?.double
    row.status = status
    row.reasonCode = text("reason_code")
    row.reason = text("reason")
    row.remedy = text("remedy")
    return row
  }

  /// The most bytes of a report; a longer file is something else.
  private static let byteLimit = 1 << 20

  /// Reads a report from a file.
  package static func read(_ path: String) throws(Failure) -> CapabilityReport {
    let found: [UInt8]?
    do throws(FileError) { found = try File.bytes(of: path, limit: byteLimit) } catch {
      throw Failure(error.kind, "\(path): \(error.reason)")
    }
    guard let found else {
      throw Failure(.input, "\(path): it has more than \(byteLimit) bytes, and no report has")
    }
    return try CapabilityReport(json: found, name: path)
  }
}
