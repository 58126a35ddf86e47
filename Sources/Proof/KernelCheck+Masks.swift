internal import Oracle
internal import StateBus

extension KernelCheck {
  /// Flags other than 0 and 1 are among the input: any value but zero means set.
  static let pack: Operation = { backend, input throws(KernelError) in
    let flags = zip(input.new, input.mask).map { byte, isSet in isSet ? byte | 1 : 0 }
    let source = GuardedBytes(flags, alignment: input.newAlignment)
    var mask = GuardedWords(blank(flags.count))
    var target = mask.mutableWords
    try backend.pack(source.bytes, into: &target)
    return mask.isIntact && mask.content == ByteModel.words(ByteModel.pack(flags))
  }

  static let unpack: Operation = { backend, input throws(KernelError) in
    let mask = ByteModel.words(input.mask)
    var flags = GuardedBytes(input.old, alignment: input.oldAlignment)
    var target = flags.mutableBytes
    try backend.unpack(mask.span, into: &target)
    return flags.isIntact && flags.content == ByteModel.unpack(input.mask)
  }

  static let population: Operation = { backend, input throws(KernelError) in
    let mask = ByteModel.words(input.mask)
    let found = try backend.population(of: mask.span, count: input.mask.count)
    return found == ByteModel.population(of: input.mask)
  }

  /// Lays the mask over a longer one, from a bit inside a word on.
  static let unite: Operation = { backend, input throws(KernelError) in
    let offset = input.oldAlignment
    let below = [Bool](repeating: false, count: offset) + input.otherMask
    let expected = ByteModel.unite(input.mask, into: below, at: offset)
    let source = ByteModel.words(input.mask)
    var target = GuardedWords(ByteModel.words(below))
    var words = target.mutableWords
    let fresh = try backend.unite(
      source.span, count: input.mask.count, into: &words, at: offset)
    return target.isIntact && fresh == expected.fresh
      && target.content == ByteModel.words(expected.mask)
  }

  static let rleEncode: Operation = { backend, input throws(KernelError) in
    let mask = ByteModel.words(input.mask)
    let expected = ByteModel.rleEncode(input.mask)
    var runs = GuardedBytes(
      [UInt8](repeating: 0, count: input.mask.count), alignment: input.newAlignment)
    var target = runs.mutableBytes
    let written = try backend.rleEncode(mask.span, count: input.mask.count, into: &target)
    return runs.isIntact && written == expected.count && runs.content.starts(with: expected)
  }

  static let rleDecode: Operation = { backend, input throws(KernelError) in
    let runs = GuardedBytes(ByteModel.rleEncode(input.mask), alignment: input.newAlignment)
    var mask = GuardedWords(blank(input.mask.count))
    var target = mask.mutableWords
    try backend.rleDecode(runs.bytes, into: &target, count: input.mask.count)
    return mask.isIntact && mask.content == ByteModel.words(input.mask)
  }

  static let crc32cCopy: Operation = { backend, input throws(KernelError) in
    let bytes = GuardedBytes(input.new, alignment: input.newAlignment)
    var copy = GuardedBytes(input.old, alignment: input.oldAlignment)
    var target = copy.mutableBytes
    let sum = try backend.crc32c(copying: bytes.bytes, to: &target, continuing: 1)
    return copy.isIntact && copy.content == input.new
      && sum == ByteModel.crc32c(input.new, continuing: 1)
  }

  /// The sum of all bytes at once, and of two pieces.
  static let crc32c: Operation = { backend, input throws(KernelError) in
    let bytes = GuardedBytes(input.new, alignment: input.newAlignment)
    let middle = input.byteCount / 3
    let first = backend.crc32c(of: bytes.bytes.extracting(0..<middle))
    let expected = ByteModel.crc32c(input.new)
    return backend.crc32c(of: bytes.bytes) == expected
      && backend.crc32c(of: bytes.bytes.extracting(middle...), continuing: first) == expected
  }
}
