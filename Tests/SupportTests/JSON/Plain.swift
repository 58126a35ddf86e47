import Foundation
import Support

/// A value to compare: NaN equals NaN, integers equal numbers, and members have no order.
indirect enum Plain: Equatable {
  case null
  case bool(Bool)
  case number(UInt64)
  case string(String)
  case array([Plain])
  case object([String: Plain])

  static func number(of value: Double) -> Plain {
    value.isNaN ? .number(Double.nan.bitPattern) : .number((value == 0 ? 0 : value).bitPattern)
  }
}

/// The plain value of a JSON5 document.
func plain(_ text: String) throws -> Plain { plain(try JSONValue(JSONText(text), .json5)) }

func plain(_ value: JSONValue) -> Plain {
  switch value.content {
  case .null: .null
  case .boolean(let value): .bool(value)
  case .integer(let value): .number(of: Double(value))
  case .number(let value): .number(of: value)
  case .string(let value): .string(value)
  case .array(let values): .array(values.map(plain))
  case .object(let members):
    .object(Dictionary(uniqueKeysWithValues: members.map { ($0.name, plain($0.value)) }))
  }
}

/// Foundation's reading of a document, inside a list: it traps on some numbers that end the text.
func foundation(_ text: String) throws -> Plain {
  let decoder = JSONDecoder()
  decoder.allowsJSON5 = true
  let listed = try decoder.decode(Decoded.self, from: Data("[\(text)\n]".utf8)).plain
  guard case .array(let values) = listed, let value = values.first else { return listed }
  return value
}

/// Foundation's reading of a document.
struct Decoded: Decodable {
  let plain: Plain

  init(from decoder: any Decoder) throws {
    if let keyed = try? decoder.container(keyedBy: Key.self) {
      let pairs = try keyed.allKeys.map {
        ($0.stringValue, try keyed.decode(Decoded.self, forKey: $0).plain)
      }
      plain = .object(Dictionary(uniqueKeysWithValues: pairs))
      return
    }
    if var list = try? decoder.unkeyedContainer() {
      var values: [Plain] = []
      while !list.isAtEnd { values.append(try list.decode(Decoded.self).plain) }
      plain = .array(values)
      return
    }
    let single = try decoder.singleValueContainer()
    if single.decodeNil() {
      plain = .null
    } else if let value = try? single.decode(Bool.self) {
      plain = .bool(value)
    } else if let value = try? single.decode(Double.self) {
      plain = .number(of: value)
    } else {
      plain = .string(try single.decode(String.self))
    }
  }

  struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
