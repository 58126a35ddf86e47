internal import Measure
internal import StateBus
internal import Support

/// `mmsb checkpoint info`: the content of a checkpoint.
enum CheckpointInfoCommand {
  static let command = Command(
    "checkpoint info", summary: "what a checkpoint of the original MMSB holds",
    about: [
      """
      Reads a checkpoint whole; one with any fault is refused. With --digest it prints a fingerprint
      of the pages, to compare with log replay's.
      """
    ],
    operands: [Operand("FILE")], options: [.digest, .maxPage, .maxRecord, .maxState],
    examples: ["checkpoint info state.ckpt --digest data"],
    endings: [
      (.well, "the checkpoint was read"), (.usage, "no such file, or another kind of file"),
      (.damaged, "the checkpoint is damaged"),
    ]
  ) { arguments, console in
    let path = arguments.operands[0]
    let (scope, limits) = (try arguments.digestScope(), try arguments.readLimits())
    do { console.write(try facts(path, scope, limits)) } catch { throw Failure(error, of: path) }
    return .well
  }

  private static func facts(
    _ path: String, _ scope: DigestScope?, _ limits: ReadLimits
  ) throws -> String {
    try InputFile.requireOrdinary(path)
    let source = try ByteSource(path: path)
    let checkpoint = try LegacyCheckpoint(source, limits: limits)
    let sizes = checkpoint.pages.map(\.data.count)
    let epochs = checkpoint.pages.map(\.epoch)
    let bus = StateBus(backend: try Backend.preferred())
    try bus.restore(try checkpoint.images())
    let digest = scope.map { ("digest \($0.rawValue)", "\(bus.pages.digest($0))") }
    return Facts.text(
      [
        ("file", path), ("kind", FileKind.legacyCheckpoint.name),
        ("bytes", Display.grouped(source.byteCount)),
        ("pages", Display.grouped(checkpoint.pages.count)),
        ("page bytes", Display.grouped(sizes.reduce(0, +))),
        ("smallest, largest page", "\(sizes.min() ?? 0), \(sizes.max() ?? 0) bytes"),
        ("last epoch", epochs.max().map { "\($0)" } ?? "none"),
        ("log bytes then", Display.grouped(Int(clamping: checkpoint.logOffset))),
      ] + [digest].compactMap(\.self))
  }
}
