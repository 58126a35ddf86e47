/// The instruction sets that an instruction needs beyond the x86-64 baseline.
enum InstructionNeeds {
  private static let byName: [(prefixes: [String], set: String)] = [
    (["popcnt"], "popcnt"), (["crc32", "pcmpgtq", "pcmpestr", "pcmpistr"], "sse4.2"),
    (["pclmul", "vpclmul"], "pclmulqdq"),
    (["pext", "pdep", "bzhi", "mulx", "rorx", "sarx", "shlx", "shrx"], "bmi2"),
    (["andn", "bextr", "blsi", "blsr", "blsmsk"], "bmi1"), (["lzcnt"], "lzcnt"),
    (["vpcompressb", "vpcompressw", "vpexpandb", "vpexpandw", "vpshld", "vpshrd"], "avx512vbmi2"),
    (["vpermb", "vpermi2b", "vpermt2b", "vpmultishift"], "avx512vbmi"),
    (["vpopcntb", "vpopcntw", "vpshufbitqmb"], "avx512bitalg"),
    (["vpopcntd", "vpopcntq"], "avx512vpopcntdq"),
    (
      [
        "vmovdqu8", "vmovdqu16", "vpblendmb", "vpblendmw", "vpmovb2m", "vpmovw2m", "vpmovm2b",
        "vpmovm2w", "vptestmb", "vptestnmb", "vptestmw",
      ], "avx512bw"
    ), (["vpmovd2m", "vpmovq2m", "vpmovm2d", "vpmovm2q"], "avx512dq"),
  ]

  /// Vector instructions on bytes and words, which need BW for 512 bits or for a mask.
  private static let bytewise = [
    "vpcmpb", "vpcmpub", "vpcmpw", "vpcmpuw", "vpcmpeqb", "vpcmpneqb", "vpcmpgtb", "vpcmpneqw",
    "vpaddb", "vpaddw", "vpsubb", "vpsubw", "vpshufb", "vpalignr", "vpbroadcastb", "vpminub",
    "vpmaxub", "vpunpcklbw", "vpunpckhbw", "vpsadbw",
  ]

  /// The instruction sets that one line of disassembly in AT&T syntax needs.
  static func needed(by instruction: Substring) -> Set<String> {
    let words = instruction.split(separator: " ", maxSplits: 1)
    guard let name = words.first else { return [] }
    let operands = words.count > 1 ? words[1] : ""
    var sets = Set(byName.filter { $0.prefixes.contains(where: name.hasPrefix) }.map(\.set))
    let isWide = operands.contains("%zmm")
    let hasMask = (0...7).contains { operands.contains("%k\($0)") }
    if isWide { sets.insert("avx512f") }
    if isWide || hasMask, bytewise.contains(where: name.hasPrefix) { sets.insert("avx512bw") }
    if name.hasPrefix("k"), hasMask {
      let bySuffix: [Character: String] = ["b": "avx512dq", "d": "avx512bw", "q": "avx512bw"]
      sets.insert(name.last.flatMap { bySuffix[$0] } ?? "avx512f")
    } else if name.hasPrefix("v"), !isWide {
      let isHigh = (16...31).contains {
        operands.contains("%xmm\($0)") || operands.contains("%ymm\($0)")
      }
      if hasMask || isHigh { sets.insert("avx512vl") } else { sets.insert("avx2") }
    }
    return sets
  }
}
