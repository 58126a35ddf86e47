internal import Glibc
internal import Machine
internal import Measure
internal import Support

/// Runs of this program that are ended in the middle, and a results folder that is damaged in
/// every way: whether anything finished is lost, and whether `validate` notices every damage.
struct ResultFuzz {
  /// The ways to end a run. A full disk is a limit of the files' size; a kill by the kernel that
  /// lacks memory is a kill.
  enum End: String, CaseIterable {
    case killed, hungUp = "hung up", outOfSpace = "out of space"
  }

  private let program: String
  private let scratch: String
  private let seed: UInt64
  private let isStopped: () -> Bool

  private(set) var runCount = 0
  private(set) var finishedCells = 0
  private(set) var keptCells = 0
  private(set) var damageCount = 0
  private(set) var noticedDamages = 0
  /// Sentences about what was lost or went unnoticed.
  private(set) var losses: [String] = []

  /// Prepares runs in a folder for scratch files; `isStopped` is called often.
  init(scratch: String, seed: UInt64, isStopped: @escaping () -> Bool) throws(Failure) {
    guard let program = RealPath.of("/proc/self/exe") else {
      throw Failure(.environment, "/proc is missing, so that this program can't find itself")
    }
    self.program = program
    self.scratch = scratch
    self.seed = seed
    self.isStopped = isStopped
  }

  /// Ends runs in every way, so many times each, then damages a folder in every way. `progress`
  /// gets what is done, and its share.
  mutating func run(times: Int, progress: (String, Double) -> Void) throws {
    progress("an undisturbed run", 0)
    let whole = try undisturbed(Self.many, "many")
    let rich = try undisturbed(Self.rich, "rich")
    let ends = (0..<times).flatMap { time in End.allCases.map { (time, $0) } }
    for (number, (time, end)) in ends.enumerated() where !isStopped() {
      progress("a run \(end.rawValue)", 0.8 * Double(number) / Double(ends.count))
      try self.end(end, time: time, whole)
    }
    for (number, damage) in FolderDamage.all.enumerated() where !isStopped() {
      progress(
        "damages: \(damage)", 0.8 + 0.2 * Double(number) / Double(FolderDamage.all.count))
      try apply(damage, to: rich.path)
    }
    if isStopped() { throw Failure(.interrupted, "interrupted: nothing was lost until then") }
  }
}

// Runs.
extension ResultFuzz {
  /// Many small groups, which write nothing but results.
  private static let many = """
    { schema: 1, name: "many", about: "Many small groups.", workload: "memory.copy",
      axes: { backend: ["scalar", "avx2"], workingSet: [\
    \((1...24).map { "\($0 * 4096)" }.joined(separator: ", "))] },
      baseline: { backend: "scalar" }, measure: { rounds: 8, counters: ["off"] } }
    """

  /// A group that has everything that rows can be about.
  private static let rich = """
    { schema: 1, name: "rich", about: "One group.", workload: "engine.commit",
      axes: { backend: ["scalar", "avx2"], deltaBytes: 4096 }, baseline: { backend: "scalar" },
      measure: { rounds: 8, metrics: ["time", "latency"], counters: ["off"] } }
    """

  /// A run that nobody disturbs: its folder, its cells, and the length of its longest file.
  private struct Whole {
    let path: String
    let cells: Set<String>
    let summaryRowCount: Int
    let byteCount: Int
  }

  private func undisturbed(_ scenario: String, _ name: String) throws -> Whole {
    let path = "\(scratch)/\(name)"
    try NewFile.write(scenario, to: path + ".json5", isReplacing: true)
    let ending = try start(["run", path + ".json5", "--quiet", "--out", path])
      .end(within: 120, shouldStop: isStopped)
    guard ending == .code(0) else {
      throw Failure(.environment, "an undisturbed run \(ending)\(lastWords)")
    }
    let results = try ResultFolder.read(path)
    return Whole(
      path: path, cells: Set(Self.cells(results)), summaryRowCount: results.rows.summary.count,
      byteCount: try File(reading: "\(path)/samples.csv").byteCount())
  }

  /// Ends a run in the middle, looks for what was finished, and has the rest done.
  private mutating func end(_ end: End, time: Int, _ whole: Whole) throws {
    var random = SplitMix64(seed: seed &+ UInt64(time))
    let share = Double.random(in: 0.1..<0.9, using: &random)
    let path = "\(scratch)/\(end)-\(time)"
    let words = ["run", "\(scratch)/many.json5", "--quiet", "--out", path]
    let blocks = Int(Double(whole.byteCount) * share) / 512
    let process = try end == .outOfSpace ? start(words, fileBlocks: blocks) : start(words)
    var seen: [String] = []
    while end != .outOfSpace, seen.isEmpty, !isStopped() {
      usleep(20_000)
      guard Self.finishedRows(path) >= Int(share * Double(whole.summaryRowCount)) else { continue }
      seen = Self.cells(try ResultFolder.read(path))
      process.signal(end == .killed ? SIGKILL : SIGHUP)
    }
    let ending = try process.end(within: 120, shouldStop: isStopped)
    if seen.isEmpty { seen = Self.cells(try ResultFolder.read(path)) }
    runCount += 1
    let kept = Set(Self.cells(try ResultFolder.read(path)))
    finishedCells += seen.count
    keptCells += seen.count(where: kept.contains)
    for cell in seen where !kept.contains(cell) {
      losses.append("\(cell) was finished before the run was \(end.rawValue), and is gone")
    }
    try check(path, "a run that was \(end.rawValue) (it \(ending))")
    try resume(path, end, whole)
  }

  /// Has an ended run's rest done, and looks for every cell.
  private mutating func resume(_ path: String, _ end: End, _ whole: Whole) throws {
    guard (try ResultFolder.read(path)).incompleteness != nil else { return }
    let ending = try start(["run", "--resume", path, "--quiet"])
      .end(within: 120, shouldStop: isStopped)
    guard !isStopped() else { return }
    let cells = Self.cells(try ResultFolder.read(path))
    if ending != .code(0) || cells.count != whole.cells.count || Set(cells) != whole.cells {
      losses.append(
        "a run that was \(end.rawValue) and resumed \(ending) with \(cells.count) of "
          + "\(whole.cells.count) cells\(lastWords)")
    }
    try check(path, "a run that was \(end.rawValue) and resumed")
  }

  private mutating func check(_ path: String, _ what: String) throws {
    if let finding = try ResultFolder.validate(path).first {
      losses.append("\(what) isn't valid: \(finding)")
    }
  }

  /// The cells with a time, in the order of the rows.
  private static func cells(_ results: StoredResults) -> [String] {
    results.rows.summary.filter {
      $0.metric == "time" && $0.statistic == .median && $0.keys.variant == CellKeys.cellVariant
    }.map(\.keys.cellID)
  }

  /// The rows of finished groups, as a folder's manifest counts them; 0 before there is one.
  private static func finishedRows(_ path: String) -> Int {
    let bytes = (try? File.bytes(of: "\(path)/\(Manifest.fileName)", limit: 1 << 23))
      .flatMap { $0 }
    guard let bytes, let manifest = try? JSONValue(strict: bytes) else { return 0 }
    return manifest["finished_rows"]?["summary"]?.integer ?? manifest["rows"]?["summary"]?.integer
      ?? 0
  }
}

// Processes.
extension ResultFuzz {
  private var errors: String { "\(scratch)/errors.txt" }

  /// Starts this program; a limit of its files is in blocks of 512 bytes.
  private func start(_ words: [String], fileBlocks: Int? = nil) throws(Failure) -> ChildProcess {
    let limited = fileBlocks.map { "ulimit -f \($0); exec \"$0\" \"$@\"" }
    do throws(ProcessError) {
      guard let limited else {
        return try ChildProcess(program, ["mmsb"] + words, errors: errors)
      }
      return try ChildProcess("/bin/sh", ["sh", "-c", limited, program] + words, errors: errors)
    } catch { throw Failure(error.kind, "no run could be started: \(error)") }
  }

  /// The last complaint of the last process.
  private var lastWords: String {
    let text =
      (try? File.bytes(of: errors, limit: 1 << 20)).flatMap { $0 }
      .map { String(decoding: $0, as: UTF8.self) } ?? ""
    return text.split(separator: "\n").last.map { ": " + String($0).escapingControls } ?? ""
  }
}

// Damages.
extension ResultFuzz {
  /// Damages one file of a folder, validates the folder, and puts the file back.
  private mutating func apply(_ damage: FolderDamage, to folder: String) throws {
    let path = "\(folder)/\(damage.file)"
    let bytes = try File.bytes(of: path, limit: 1 << 30) ?? []
    guard let damaged = damage.applied(to: bytes) else { return }
    try Self.overwrite(path, damaged)
    damageCount += 1
    let findings = try? ResultFolder.validate(folder)
    if findings?.isEmpty == true {
      losses.append("unnoticed: \(damage)")
    } else {
      noticedDamages += 1
    }
    try Self.overwrite(path, bytes)
  }

  /// Gives a file other bytes, which need not last.
  private static func overwrite(_ path: String, _ bytes: [UInt8]) throws {
    let file = try File(updating: path)
    try file.truncate(to: 0)
    try file.write(bytes.span.raw, at: 0)
  }
}
