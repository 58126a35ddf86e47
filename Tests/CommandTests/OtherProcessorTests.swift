internal import Foundation
internal import TestSupport
internal import Testing

/// The program on processors other than this machine's, through qemu's user mode.
@Suite(.long) struct OtherProcessorTests {
  private static let qemu = ["/usr/bin/qemu-x86_64", "/usr/bin/qemu-x86_64-static"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    .enabled(if: qemu != nil, "qemu-user is installed"),
    arguments: [
      ("Nehalem", "scalar"), ("Haswell", "scalar, avx2"),
    ])
  func onlyWhatTheProcessorHasIsUsed(model: String, backends: String) throws {
    let qemu = try #require(Self.qemu)
    let words = ["-cpu", model, Mmsb.path, "fuzz", "kernels", "--runs", "50", "--seed", "1"]
    let outcome = try Mmsb.run(words, program: qemu)
    #expect(outcome.code == 0, "\(outcome.complaints)")
    let listed = outcome.output.split(separator: "\n").first { $0.hasPrefix("backends") }
    #expect(listed?.dropFirst("backends".count).drop { $0 == " " } == backends[...])
  }
}
