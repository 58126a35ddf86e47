internal import Foundation
internal import StateBus
internal import TestSupport
internal import Testing

/// The instruction sets in the compiled objects: wide registers stay in their own files.
///
/// AVX-512 code in a file compiled for less ends the process on machines without AVX-512, and
/// tests that run on machines with AVX-512 can't detect the fault.
@Suite struct ObjectTests {
  /// The objects of our C targets in the build that this test belongs to.
  static let objects: [URL] = {
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
    var folder = program.deletingLastPathComponent()
    while folder.path.count > 1, !exists(folder.appending(path: "CKernels.build")) {
      folder.deleteLastPathComponent()
    }
    return ["CKernels.build", "CPlatform.build"].flatMap { name in
      (try? FileManager.default.contentsOfDirectory(
        at: folder.appending(path: name), includingPropertiesForKeys: nil)) ?? []
    }.filter { $0.pathExtension == "o" }.sorted { $0.path < $1.path }
  }()

  static let objdump = ["/usr/bin/objdump", "/usr/local/bin/objdump"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(
    .covers("MD-15"),
    .enabled(if: objdump != nil, "objdump (package binutils) isn't installed"))
  func wideRegistersStayInTheirFiles() throws {
    let objdump = try #require(Self.objdump)
    let names = Self.objects.map(\.lastPathComponent)
    try #require(names.contains("kernel_scalar.c.o"), "no objects of CKernels found: \(names)")
    try #require(names.contains("cp_cpu.c.o"), "no objects of CPlatform found: \(names)")
    for object in Self.objects {
      let code = try disassembly(of: object, with: objdump)
      let name = object.lastPathComponent
      let has512 = code.contains("%zmm") || (0...7).contains { code.contains("%k\($0)") }
      #expect(has512 == name.contains("avx512"), "\(name) and AVX-512 registers")
      if !name.contains("avx512") {
        #expect(code.contains("%ymm") == name.contains("avx2"), "\(name) and AVX registers")
      }
    }
  }

  /// The instruction sets in the code of a backend's kernels are among the backend's stated needs.
  @Test(
    .covers("MD-15", "DL7"),
    .enabled(if: objdump != nil, "objdump (package binutils) isn't installed"),
    arguments: [
      ("scalar", []), ("avx2", ["avx2", "bmi2", "pclmulqdq", "popcnt", "sse4.2"]),
      (
        "avx512",
        ["avx512bw", "avx512f", "avx512vbmi2", "bmi2", "pclmulqdq", "popcnt", "sse4.2"]
      ),
    ] as [(String, [String])])
  func everyInstructionSetInTheCodeIsAskedFor(backend: String, atLeast: [String]) throws {
    let objdump = try #require(Self.objdump)
    let entry = try #require(Backend.entries.first { $0.name == backend })
    let name = "kernel_\(backend).c.o"
    let object = try #require(Self.objects.first { $0.lastPathComponent == name })
    let code = try disassembly(of: object, with: objdump)
    let used = code.split(separator: "\n").reduce(into: Set<String>()) { sets, line in
      guard let instruction = line.split(separator: "\t").dropFirst().first else { return }
      sets.formUnion(InstructionNeeds.needed(by: instruction))
    }
    #expect(used.subtracting(entry.needs) == [])
    // Also the sets that this build need not use: debug code may do without some of its targets.
    #expect(Set(atLeast).subtracting(used) == [], "the code was not understood")
    #expect(Set(try Self.targets(of: backend)).subtracting(entry.needs) == [])
  }

  /// The instruction sets that the source of a backend's kernels allows the compiler.
  private static func targets(of backend: String) throws -> [String] {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../../Sources/CKernels/kernel_\(backend).c").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    let lists = text.components(separatedBy: "target(\"").dropFirst()
    return lists.flatMap { $0.prefix { $0 != "\"" }.split(separator: ",") }
      .map { $0 == "pclmul" ? "pclmulqdq" : String($0) }
  }

  private static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }

  private func disassembly(of object: URL, with objdump: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: objdump)
    process.arguments = ["-d", "--no-show-raw-insn", object.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "objdump can't read \(object.path)")
    return String(decoding: text, as: UTF8.self)
  }
}
