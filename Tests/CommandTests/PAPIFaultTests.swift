import Foundation
import TestSupport
import Testing

/// Machines without PAPI, with something else in its place, or with another version of it.
@Suite(.long, .serialized) struct PAPIFaultTests {
  /// Runs the command where the loader finds these files first.
  private func caps(_ folder: URL, _ words: [String] = ["caps"]) throws -> Mmsb.Outcome {
    try Mmsb.run(words, environment: ["LD_LIBRARY_PATH": folder.path])
  }

  private func put(_ bytes: Data, in folder: URL) throws {
    for name in ["libpapi.so.7.0", "libpapi.so", "libpapi.so.7"] {
      try bytes.write(to: folder.appending(path: name))
    }
  }

  @Test func withoutALibraryTheLadderSaysSoAndCapsGoesOn() throws {
    try TestFolder.with { folder in
      try put(Data(), in: folder)
      let outcome = try caps(folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.output.contains("papi_missing"))
      #expect(outcome.output.contains("PAPI can't be loaded: "))
    }
  }

  /// A run counts in the other ways, and its rows are of the engine's own reading.
  @Test func withoutALibraryARunCountsInOtherWays() throws {
    try TestFolder.with { folder in
      try put(Data(), in: folder)
      let out = folder.appending(path: "out").path
      let outcome = try caps(
        folder, ["run", "smoke", "--quick", "--filter", "apply.scalar", "--out", out])
      #expect(outcome.code == 0, "\(outcome.complaints)")
      let rows = try Results(out, "summary.csv").rows
      #expect(rows.contains { $0["metric"] == "kernel_calls" && $0["source"] == "engine" })
      #expect(!rows.contains { $0["source"] == "papi" })
    }
  }

  /// An ordinary library under PAPI's name.
  @Test func aLibraryWithoutPAPIsFunctionsIsToldByTheirNames() throws {
    try TestFolder.with { folder in
      let others = ["/usr/lib/x86_64-linux-gnu/libxxhash.so.0", "/usr/lib64/libxxhash.so.0"]
      guard let other = others.first(where: FileManager.default.fileExists) else { return }
      try put(try Data(contentsOf: URL(filePath: other)), in: folder)
      let outcome = try caps(folder)
      #expect(outcome.code == 0, "\(outcome.complaints)")
      #expect(outcome.output.contains("papi_missing") && outcome.output.contains("PAPI_"))
    }
  }
}
