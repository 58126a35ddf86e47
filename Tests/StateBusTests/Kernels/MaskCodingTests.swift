internal import Oracle
internal import StateBus
import Support
internal import TestSupport
internal import Testing

@Suite struct MaskCodingTests {

  /// In the original MMSB, runs of more than 127 collided with the flag bit and decoded wrongly.
  @Test(.covers("MK3", "MD-9"), arguments: Variants.backends)
  func longRunsAreSplit(name: String) throws {
    let backend = try Backend.named(name)
    func runs(_ value: Bool, _ count: Int) -> [UInt8] {
      Mask(repeating: value, count: count).encoded(as: .rle, with: backend)
    }
    #expect(runs(true, 127) == [0x7f])
    #expect(runs(true, 128) == [0x7f, 0x01])
    #expect(runs(true, 255) == [0x7f, 0x7f, 0x01])
    #expect(runs(false, 128) == [0xff, 0x81])
    #expect(runs(false, 300) == [0xff, 0xff, 0xae])
    #expect(runs(true, 0) == [])
  }

  @Test(.covers("MK2", "MK3", "MD-9"), arguments: MaskForm.allCases, Variants.backends)
  func everyFormComesBack(form: MaskForm, name: String) throws {
    let backend = try Backend.named(name)
    var random = SplitMix64(seed: 17)
    for count in stride(from: 0, through: 2000, by: 1) {
      let density = random.next() % 5
      let mask = Mask(flags: (0..<count).map { _ in random.next() % 4 < density })
      let (bytes, stats) = mask.compressed(as: form, with: backend)
      #expect(bytes == Self.expected(mask, form), "\(count) bits")
      #expect(try Mask(decoding: bytes, as: form, count: count, with: backend) == mask)
      #expect(stats.originalByteCount == count)
      #expect(stats.ratio == Double(count) / Double(max(bytes.count, 1)))
    }
  }

  /// Output of the original MMSB's encoder with runs up to 127, zero-length runs included.
  @Test(.covers("MK3"), arguments: Variants.backends)
  func originalRunsAreRead(name: String) throws {
    let backend = try Backend.named(name)
    let mask = try Mask(
      decoding: [0x03, 0x00, 0x82, 0x80, 0x7f], as: .rle, count: 132, with: backend)
    #expect(mask == Mask(runs: [0..<3, 5..<132], count: 132))
  }

  @Test(.covers("MK4"), arguments: MaskForm.allCases)
  func aContainerDescribesItself(form: MaskForm) throws {
    let backend = try Backend.preferred()
    for count in [0, 1, 64, 127, 128, 129, 1000] {
      let mask = Mask(runs: [count / 3..<count], count: count)
      let bytes = mask.container(as: form, with: backend)
      #expect(try Mask(container: bytes, with: backend) == mask)
      #expect(try Mask(container: bytes, form: form, count: count, with: backend) == mask)
    }
  }

  @Test(.covers("MK4"))
  func aContainerOfAnotherFormOrLengthIsRefused() throws {
    let backend = try Backend.preferred()
    let bytes = Mask(repeating: true, count: 200).container(as: .rle, with: backend)
    #expect(throws: MaskError.otherForm(expected: .bitpack, found: .rle)) {
      try Mask(container: bytes, form: .bitpack, with: backend)
    }
    #expect(throws: MaskError.otherCount(expected: 199, found: 200)) {
      try Mask(container: bytes, count: 199, with: backend)
    }
    #expect(throws: MaskError.unknownForm(9)) {
      try Mask(container: [9] + bytes.dropFirst(), with: backend)
    }
    #expect(throws: MaskError.truncated(expected: 9, found: 8)) {
      try Mask(container: Array(bytes.prefix(8)), with: backend)
    }
    #expect(throws: MaskError.impossibleCount(200, byteCount: 1)) {
      try Mask(container: Array(bytes.dropLast()), with: backend)
    }
    #expect(throws: MaskError.runsMismatch(expectedBits: 200, foundBits: 128)) {
      try Mask(container: bytes.dropLast() + [1], with: backend)
    }
  }

  /// A claimed count beyond the bytes present does not allocate memory.
  @Test(.covers("MK4"), arguments: MaskForm.allCases)
  func anImpossibleCountIsRefused(form: MaskForm) throws {
    let backend = try Backend.preferred()
    let bytes = [form.rawValue] + [UInt8](repeating: 0xff, count: 8) + [1, 1, 1]
    #expect(throws: MaskError.impossibleCount(.max, byteCount: 3)) {
      try Mask(container: bytes, with: backend)
    }
  }

  @Test(.covers("MK2"))
  func bytesThatAreNoMaskAreRefused() throws {
    let backend = try Backend.preferred()
    #expect(throws: MaskError.badFlag(offset: 1, value: 2)) {
      try Mask(decoding: [1, 2, 0], as: .none, count: 3, with: backend)
    }
    #expect(throws: MaskError.strayBits(count: 3)) {
      try Mask(decoding: [0xff], as: .bitpack, count: 3, with: backend)
    }
    #expect(throws: MaskError.lengthMismatch(expected: 1, found: 2)) {
      try Mask(decoding: [1, 1], as: .bitpack, count: 8, with: backend)
    }
    #expect(throws: MaskError.lengthMismatch(expected: 3, found: 2)) {
      try Mask(decoding: [1, 1], as: .none, count: 3, with: backend)
    }
  }

  private static func expected(_ mask: Mask, _ form: MaskForm) -> [UInt8] {
    let flags = mask.flags
    switch form {
    case .none: return flags.map { $0 ? 1 : 0 }
    case .rle: return ByteModel.rleEncode(flags)
    case .bitpack:
      return stride(from: 0, to: flags.count, by: 8).map { start in
        flags[start..<min(start + 8, flags.count)].enumerated().reduce(0) {
          $0 | ($1.element ? UInt8(1) << UInt8($1.offset) : 0)
        }
      }
    }
  }
}
