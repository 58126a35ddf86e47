internal import Machine
internal import Measure

/// The rows, in the order of a cell id's labels: placement comes before the variants that are
/// compared. Values are resolved in the opposite order, so that `threads` finds the CPUs chosen.
extension AxisRow {
  /// One for each axis.
  package static let all: [AxisRow] = [
    bytes(
      .pageBytes, "page_bytes", "a power of two from 64 to 1 MiB, as 4096 or \"4KiB\"",
      { (64...1 << 20).contains($0) && $0 & ($0 - 1) == 0 }, label: { "p" + scaled($0) },
      \.pageByteCount, \.pageByteCount),
    workingSet,
    bytes(
      .deltaBytes, "p_delta_bytes", "1 to 2^30 bytes, as 128 or \"1KiB\"",
      (1...1 << 30).contains, label: { "\($0)B" }, \.deltaByteCount, \.deltaByteCount),
    density, pattern, threads, cpus, node, memory,
    variants(
      .backend, "backend_requested", { $0.backends }, \.backend, \.backendRequested),
    variants(
      .allocator, "allocator_requested", { $0.allocators }, \.allocator, \.allocatorRequested),
  ]

  private static var workingSet: AxisRow {
    var row = bytes(
      .workingSet, "working_set_bytes", "1 to 2^40 bytes, as 131072 or \"128KiB\", or \"DRAM\"",
      (1...1 << 40).contains, label: scaled, \.workingSetByteCount, \.workingSetByteCount)
    let (word, ask) = (row.word, row.ask)
    row.word = { $0 == "DRAM" ? .dram : word($0, $1) }
    row.ask = { value, request in
      guard value == .dram else { return ask(value, &request) }
      guard let cache = request.topology.lastLevelCacheByteCount else {
        return Obstacle(
          .unavailable, code: "cache_size_unknown",
          reason: "no cache states its size, so DRAM can't be sized; give bytes instead")
      }
      request.work.workingSetByteCount = cache * cachesPerDRAM
      return nil
    }
    return row
  }

  /// The size of the DRAM working set, in last-level caches.
  private static let cachesPerDRAM = 4

  private static let density = AxisRow(
    axis: .density, columns: ["p_density"], allowed: { _ in "a number from 0 to 1, or 0% to 100%" },
    number: { (0...1).contains($0) ? .share($0) : nil },
    word: { word, _ in
      guard word.hasSuffix("%"), let percent = Double(word.dropLast()), (0...100).contains(percent)
      else { return nil }
      return .share(percent / 100)
    },
    label: { if case .share(let share) = $0 { numberText(share * 100) + "%" } else { $0.text } },
    ask: { value, request in
      if case .share(let share) = value { request.work.density = share }
      return nil
    }, describe: { $1.density = $0.density }, text: { $0.density.map { "\($0)" } })

  private static let pattern = AxisRow(
    axis: .pattern, columns: ["p_pattern"],
    allowed: { _ in Pattern.allCases.map(\.rawValue).joined(separator: ", ") },
    word: { word, _ in Pattern(rawValue: word).map { .name($0.rawValue) } },
    ask: { value, request in
      if let pattern = Pattern(rawValue: value.text) { request.work.pattern = pattern }
      return nil
    }, describe: { $1.pattern = $0.pattern.rawValue }, text: { $0.pattern })
}

/// Shapes that several rows share.
extension AxisRow {
  /// A number of bytes, which may be written with a unit.
  private static func bytes(
    _ axis: Axis, _ column: String, _ allowed: String, _ accepts: @escaping @Sendable (Int) -> Bool,
    label: @escaping @Sendable (Int) -> String,
    _ asked: any WritableKeyPath<WorkRequest, Int> & Sendable,
    _ described: any WritableKeyPath<CellKeys, Int?> & Sendable
  ) -> AxisRow {
    AxisRow(
      axis: axis, columns: [column], allowed: { _ in allowed },
      number: { Int(exactly: $0).flatMap { accepts($0) ? .count($0) : nil } },
      word: { word, _ in byteCount(word).flatMap { accepts($0) ? .count($0) : nil } },
      label: { $0.count.map(label) ?? $0.text },
      ask: { value, request in
        if let count = value.count { request.work[keyPath: asked] = count }
        return nil
      },
      describe: { $1[keyPath: described] = $0[keyPath: asked] },
      text: { $0[keyPath: described].map { "\($0)" } })
  }

  /// A variant of the build by name.
  private static func variants(
    _ axis: Axis, _ column: String, _ listed: @escaping @Sendable (Catalogue) -> [Variant],
    _ asked: any WritableKeyPath<WorkRequest, String> & Sendable,
    _ described: any WritableKeyPath<CellKeys, String> & Sendable
  ) -> AxisRow {
    AxisRow(
      axis: axis, columns: [column],
      allowed: { listed($0).map(\.name).joined(separator: ", ") },
      word: { word, catalogue in
        listed(catalogue).contains { $0.name == word } ? .name(word) : nil
      },
      ask: { value, request in
        request.work[keyPath: asked] = value.text
        return listed(request.catalogue).first { $0.name == value.text }?.obstacle
      },
      describe: { $1[keyPath: described] = $0[keyPath: asked] },
      text: { $0[keyPath: described] })
  }

  /// "4KiB" in bytes; a number and one of B, KiB, MiB, GiB.
  package static func byteCount(_ word: String) -> Int? {
    let digits = word.prefix { $0.isASCII && $0.isNumber }
    let units = ["B": 0, "KiB": 10, "MiB": 20, "GiB": 30]
    guard let shift = units[String(word.dropFirst(digits.count))], let count = Int(digits),
      count <= Int.max >> shift
    else { return nil }
    return count << shift
  }

  /// "4K" for 4096; bytes where no unit divides them.
  private static func scaled(_ byteCount: Int) -> String {
    let units = [("G", 30), ("M", 20), ("K", 10)]
    for (unit, shift) in units where byteCount >= 1 << shift && byteCount % (1 << shift) == 0 {
      return "\(byteCount >> shift)\(unit)"
    }
    return "\(byteCount)"
  }
}
