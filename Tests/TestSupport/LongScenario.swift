package import Foundation

/// A scenario of many small groups, for runs that are stopped, starved or disturbed on their way.
package enum LongScenario {
  /// The file's name in the folder that it is written into.
  package static let path = "./long.json5"

  /// Writes a scenario of so many groups, which take a few hundredths of a second each.
  package static func write(groups: Int, in folder: URL) throws {
    let sizes = (1...groups).map { "\($0 * 4096)" }.joined(separator: ",")
    let text = """
      { schema: 1, name: "long", about: "Many groups.", workload: "batch",
        axes: { backend: "scalar", workingSet: [\(sizes)] }, measure: { rounds: 8 } }
      """
    try text.write(to: folder.appending(path: path), atomically: true, encoding: .utf8)
  }
}
