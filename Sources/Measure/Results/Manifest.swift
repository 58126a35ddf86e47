internal import Support

/// `manifest.json`: the origin of a run's numbers, without host name, user or absolute path.
package enum Manifest {
  package static let fileName = "manifest.json"
  /// The most bytes of a manifest that are read.
  static let byteLimit = 1 << 23

  /// A field of the manifest; further fields are allowed.
  package struct Field: Sendable {
    package let name: String
    /// The type, in the words of `JSONValue.typeName`.
    package let kind: String
    package let isRequired: Bool
    /// Whether writing a folder fills in the field.
    package let isAutomatic: Bool
    package let about: String
  }

  /// The fields with a fixed meaning, in the order they are documented.
  package static let fields: [Field] = [
    automatic("schema_version", "string", "Version of the columns and of this file."),
    given("run_id", "string", "The run; the same in every row of the folder."),
    given("host_id", "string", "Hash of CPU model, caches and memory."),
    given("started_utc", "string", "When the run began."),
    automatic("finished_utc", "string", "When this file was written."),
    automatic("complete", "boolean", "False until the run's end: finished groups only."),
    automatic("rows", "object", "Rows in each of the three files."),
    automatic("clock", "object", "The clock: its name, step and cost in nanoseconds."),
    given("harness_version", "string", "Version of mmsb."),
    given("arguments", "array", "The command line, absolute paths cut to their last part."),
    given("seed", "string", "The run's seed in decimal; text, as JSON readers lose digits."),
    given("scenarios", "array", "Name, hash and text of each scenario."),
    optional("finished_rows", "object", "Rows to keep where an incomplete run is resumed."),
    optional(
      "digests", "object",
      "What each file and this one must hash to, line ends aside; written at the run's end."),
    optional("git_rev", "string", "Revision of the sources."),
    optional("git_dirty", "boolean", "Whether the sources differed from it."),
    optional("build_id", "string", "Hash of the program."),
    optional("compiler", "string", "Compiler and settings."),
    optional("environment", "object", "Environment variables that the run obeys."),
    optional("machine", "object", "CPU, caches, nodes, memory, limits, kernel, clock source."),
    optional("counters", "array", "Each counter source: what it can do, or why it can't."),
    optional("load", "object", "Load and pressure at the start and at the end."),
    optional(
      "cpu_load", "array",
      "Each allowed CPU before the run: its load by others, and the level that placement went by."),
    optional("measured_beside", "string", "Another mmsb of the user that measured at the start."),
    optional("elapsed_seconds", "number", "Wall time of the run."),
    optional(
      "rounds_endings", "array",
      "With `--until`: why the rounds of each part ended, and its widest interval."),
  ]

  private static func automatic(_ name: String, _ kind: String, _ about: String) -> Field {
    Field(name: name, kind: kind, isRequired: true, isAutomatic: true, about: about)
  }

  private static func given(_ name: String, _ kind: String, _ about: String) -> Field {
    Field(name: name, kind: kind, isRequired: true, isAutomatic: false, about: about)
  }

  private static func optional(_ name: String, _ kind: String, _ about: String) -> Field {
    Field(name: name, kind: kind, isRequired: false, isAutomatic: false, about: about)
  }

  /// The document: the caller's members and the automatic ones, with paths redacted. The rows that
  /// count as finished are given where the run isn't complete.
  static func document(
    _ given: [JSONMember], rows: ResultCounts, finished: ResultCounts?, clock: Clock,
    digestsOf all: ResultRows? = nil
  ) -> JSONValue {
    let known: [JSONMember] =
      [
        JSONMember("schema_version", .string(CellKeys.currentSchema)),
        JSONMember("finished_utc", .string(Clock.utc())),
        JSONMember("complete", .boolean(finished == nil)), JSONMember("rows", rows.json),
        JSONMember(
          "clock",
          [
            "name": "CLOCK_MONOTONIC", "step_ns": .integer(Int(clock.stepNanoseconds)),
            "cost_ns": .number(clock.costNanoseconds),
          ]),
      ] + (finished.map { [JSONMember("finished_rows", $0.json)] } ?? [])
    let names = Set(known.map(\.name) + [FolderDigests.name])
    let given = given.filter { $0.name != FolderDigests.name }
    precondition(
      !given.contains { names.contains($0.name) }, "the folder fills these fields: \(names)")
    let document = Redaction.applied(to: .object(known + given))
    let problems = check(document)
    precondition(problems.isEmpty, "a manifest is whole: \(problems)")
    return all.map { FolderDigests.added(to: document, $0) } ?? document
  }

  /// The rows that the manifest of a run without an end counts; nil for any other manifest.
  static func countsOfIncomplete(_ bytes: [UInt8]) -> ResultCounts? {
    guard let document = try? JSONValue(strict: bytes), document["complete"] == false else {
      return nil
    }
    return ResultCounts(document["rows"])
  }

  /// The mistakes of a manifest.
  static func check(_ document: JSONValue) -> [Finding] {
    guard case .object = document.content else { return [Finding(fileName, "isn't an object")] }
    return fields.compactMap { field in
      guard let value = document[field.name] else {
        return field.isRequired ? Finding(fileName, column: field.name, "is missing") : nil
      }
      guard value.typeName == field.kind else {
        return Finding(
          fileName, column: field.name, "is a \(value.typeName) and should be a \(field.kind)")
      }
      return nil
    }
      + Redaction.absolutePaths(in: document).map {
        Finding(fileName, "holds the absolute path \($0)")
      }
  }
}
