internal import CPAPI

/// The events that PAPI knows by name; a known event may still be uncountable here.
enum PAPIEvents {
  /// PAPI's presets; empty where the library doesn't work.
  static let presetNames: [String] =
    PAPIThreads.withLookup {
      var names: [String] = []
      var code = cpapi_first_preset()
      repeat {
        if let name = name(of: code) { names.append(name) }
      } while unsafe cpapi_next_event(&code) == CPAPI_OK
      return names
    } ?? []

  /// Whether PAPI has an event of this name. PAPI accepts any `sde:::` name, so such names are
  /// refused here.
  static func knows(_ name: String) -> Bool {
    guard !name.hasPrefix("sde:::"), !name.isEmpty else { return false }
    return PAPIThreads.withLookup { code(of: name) != nil } ?? false
  }

  /// The component, one for each set: the part before the colons, or one word for all presets.
  static func component(_ name: String) -> String {
    name.hasPrefix("PAPI_") || name.hasPrefix("perf::")
      ? "perf" : String(name.prefix { $0 != ":" })
  }

  /// The name of an event in results: its native name in snake case.
  static func metric(_ name: String) -> String {
    let words = name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    return words.joined(separator: "_")
  }

  /// PAPI's description of an event: "L1D cache misses".
  static func about(_ name: String) -> String? {
    let text = PAPIThreads.withLookup { () -> String? in
      guard let code = code(of: name) else { return nil }
      return unsafe Self.text(1024) { unsafe cpapi_event_about(code, $0, $1) }
    }
    return text ?? nil
  }

  private static func code(of name: String) -> Int32? {
    var code: Int32 = 0
    return unsafe cpapi_event_code(name, &code) == CPAPI_OK ? code : nil
  }

  private static func name(of code: Int32) -> String? {
    unsafe text(256) { unsafe cpapi_event_name(code, $0, $1) }
  }

  /// A text that a call writes into room for so many bytes; nil where the call fails.
  private static func text(
    _ room: Int, _ call: (UnsafeMutablePointer<CChar>, Int) -> Int32
  ) -> String? {
    // Safe: the call ends the text within the room.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: room) { buffer in
      guard let start = buffer.baseAddress, unsafe call(start, buffer.count) == CPAPI_OK
      else { return nil }
      return unsafe String(cString: start)
    }
  }
}
