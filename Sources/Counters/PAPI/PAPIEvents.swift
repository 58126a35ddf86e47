internal import CPAPI

/// The events that PAPI knows by name; a known event may still be uncountable here.
enum PAPIEvents {
  /// PAPI's presets; empty where the library doesn't work.
  static let presetNames: [String] =
    PAPIThreads.withLookup {
      var names: [String] = []
      var code = mmsb_papi_first_preset
      repeat {
        if let name = name(of: code) { names.append(name) }
      } while unsafe PAPI_enum_event(&code, mmsb_papi_enumerate_all) == PAPI_OK
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
      var info = PAPI_event_info_t()
      guard unsafe PAPI_get_event_info(code, &info) == PAPI_OK else { return nil }
      // Safe: PAPI terminates the text inside the structure's own array.
      return unsafe withUnsafePointer(to: &info.long_descr) { tuple in
        unsafe String(cString: UnsafeRawPointer(tuple).assumingMemoryBound(to: CChar.self))
      }
    }
    return text ?? nil
  }

  private static func code(of name: String) -> Int32? {
    var code: Int32 = 0
    return unsafe PAPI_event_name_to_code(name, &code) == PAPI_OK ? code : nil
  }

  private static func name(of code: Int32) -> String? {
    // Safe: PAPI terminates the text within PAPI_MAX_STR_LEN.
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PAPI_MAX_STR_LEN)) {
      buffer in
      guard let text = buffer.baseAddress,
        unsafe PAPI_event_code_to_name(code, text) == PAPI_OK
      else { return nil }
      return unsafe String(cString: text)
    }
  }
}
