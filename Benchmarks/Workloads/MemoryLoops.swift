package import Measure
internal import Machine
internal import Oracle
internal import Support

extension Workloads {
  /// `memory.read`, `.write`, `.copy`, `.triad`, `.blend`: plain loops over memory, with the
  /// instruction set that the backend axis names.
  ///
  /// These loops bound every kernel. A bandwidth counts the bytes of one array: a copy of 1 GB that
  /// takes a second is 1 GB/s, though it moves two.
  package static func memoryLoops(_ bench: Workbench) -> [Workload] {
    MemoryLoop.allCases.map { loop in
      Workload(
        name: loop.name, about: loop.about, axes: Axis.placing.union([.backend, .workingSet]),
        dividesWorkingSet: true, relativeCost: 0.1,
        memory: MemoryNeed(64 << 20, perWorkingSetByte: 4)
      ) { request throws(WorkError) in try MemoryLoopWork(loop, request, bench) }
    }
  }
}

/// One kind of loop, with its input and its required outcome.
enum MemoryLoop: String, CaseIterable {
  case read, write, copy, triad, blend

  var name: String { "memory." + rawValue }

  var about: String {
    switch self {
    case .read: "memory read by a plain loop"
    case .write: "memory written by a plain loop"
    case .copy: "memory copied by a plain loop; bandwidth counts the bytes copied"
    case .triad: "STREAM's triad, a = b + 3 c, by a plain loop; bandwidth counts the bytes of a"
    case .blend: "masked bytes laid over others by a plain loop"
    }
  }

  /// The loop with one instruction set; nil for an unknown name.
  func ceiling(_ instructions: String) -> Ceiling? {
    Ceiling(rawValue: rawValue + "_" + instructions)
  }
}

/// A loop over arrays that repeat a period of at most 1 MiB.
private final class MemoryLoopWork: Work {
  let facts: WorkFacts
  let references: [Reference] = []

  private let arrays: LoopArrays
  private let outcome: LoopOutcome
  private let isCorrupted: Bool

  init(_ loop: MemoryLoop, _ request: WorkRequest, _ bench: Workbench) throws(WorkError) {
    guard let ceiling = loop.ceiling(request.backend) else {
      throw .invalidInput("\(loop.name) has no loop for \(request.backend)")
    }
    guard ceiling.isUsable else {
      throw .unavailable(
        code: "isa_absent", reason: "this processor lacks what \(ceiling.rawValue) needs")
    }
    let byteCount = request.workingSetByteCount / LoopArrays.unit * LoopArrays.unit
    guard byteCount > 0 else {
      throw .invalidInput(
        "a workingSet of \(request.workingSetByteCount) bytes holds no \(LoopArrays.unit)")
    }
    let input = LoopInput(loop, byteCount: byteCount, seed: request.seed &+ UInt64(request.worker))
    do throws(RegionError) {
      arrays = try LoopArrays(ceiling, byteCount: byteCount, input.tiles)
    } catch {
      throw WorkError(error, for: "the arrays of \(loop.name)")
    }
    for (word, offset) in input.marks { arrays.setFirst(word, at: offset) }
    outcome = input.outcome
    isCorrupted = bench.corruptsLoops(request.backend)
    var facts = WorkFacts()
    facts.backendExecuted = request.backend
    facts.bytesPerIteration = byteCount
    facts.operationsPerIteration = byteCount / 64
    facts.operation = "cache line"
    facts.workingSetByteCount = byteCount
    facts.memoryByteCount = arrays.memoryByteCount
    self.facts = facts
  }

  func ready(iterations: Int) { arrays.restore() }

  func run(iterations: Int) {
    arrays.run(iterations: iterations)
    if isCorrupted { arrays.flipBit() }
  }

  func digest() -> Digest {
    var builder = DigestBuilder()
    arrays.digest(into: &builder)
    return builder.finish()
  }

  func expected() -> Digest {
    var builder = DigestBuilder()
    if !outcome.target.isEmpty {
      let whole = arrays.byteCount / outcome.target.count
      for _ in 0..<whole { builder.update(outcome.target) }
      builder.update(Array(outcome.target.prefix(arrays.byteCount - whole * outcome.target.count)))
    }
    builder.update(outcome.seen)
    return builder.finish()
  }

  func residency() -> PageResidency? { arrays.residency() }
}

/// The required result of a loop: one period of the target, and the bits read.
struct LoopOutcome {
  var target: [UInt8] = []
  var seen: UInt64 = 0
}

/// A loop's arrays, drawn from a seed, with their required outcome.
struct LoopInput {
  private(set) var tiles = LoopArrays.Tiles()
  /// Words at places of the first source.
  private(set) var marks: [(word: UInt64, offset: Int)] = []
  private(set) var outcome = LoopOutcome()

  private static let periodByteCount = 1 << 20

  init(_ loop: MemoryLoop, byteCount: Int, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let count = min(byteCount, Self.periodByteCount)
    switch loop {
    case .read: setRead(count, byteCount, &random)
    case .write:
      tiles.target = Self.bytes(count, &random)
      outcome.target = Self.bytes(of: Array(repeating: 0x5a5a, count: count / 8))
    case .copy:
      tiles.target = Self.bytes(count, &random)
      tiles.first = Self.bytes(count, &random)
      outcome.target = tiles.first
    case .triad: setTriad(count, &random)
    case .blend:
      tiles.target = Self.bytes(count, &random)
      tiles.first = Self.bytes(count, &random)
      tiles.masks = Self.bytes(count / 8, &random)
      outcome.target = (0..<count).map { at in
        tiles.masks[at / 8] >> UInt8(at % 8) & 1 == 1 ? tiles.first[at] : tiles.target[at]
      }
    }
  }

  /// Makes words of few bits, with a bit of its own in the first, the middle and the last word: an
  /// incomplete reading lacks a bit, and the highest bit occurs nowhere.
  private mutating func setRead(
    _ count: Int, _ byteCount: Int, _ random: inout SplitMix64
  ) {
    let common = random.next() & 0x0fff_ffff_ffff_ffff
    let words = (0..<count / 8).map { _ in random.next() & common }
    tiles.first = Self.bytes(of: words)
    marks = [(1 << 60, 0), (1 << 61, byteCount / 16 * 8), (1 << 62, byteCount - 8)]
    let marked = Set(marks.map { $0.offset / 8 })
    // After four periods every word has occurred at an unmarked place.
    for place in 0..<min(byteCount / 8, 4 * words.count) where !marked.contains(place) {
      outcome.seen |= words[place % words.count]
    }
    for mark in marks { outcome.seen |= mark.word }
  }

  /// Makes whole numbers, so that every order of rounding gives the same result.
  private mutating func setTriad(_ count: Int, _ random: inout SplitMix64) {
    let numbers = (0..<count / 4).map { _ in Double(random.next() >> 44) }
    let (first, second) = (numbers.prefix(count / 8), numbers.suffix(count / 8))
    tiles.target = Self.bytes(count, &random)
    tiles.first = Self.bytes(of: first.map(\.bitPattern))
    tiles.second = Self.bytes(of: second.map(\.bitPattern))
    outcome.target = Self.bytes(of: zip(first, second).map { ($0 + 3 * $1).bitPattern })
  }

  private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] {
    bytes(of: (0..<(count + 7) / 8).map { _ in random.next() })
  }

  private static func bytes(of words: [UInt64]) -> [UInt8] {
    words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> UInt64($0 * 8)) } }
  }
}
