internal import Measure
internal import Oracle
internal import StateBus

extension KernelOperation {
  /// The kernels over page bytes.
  static let onPages = [apply, applySparse, merge, diff, compress, diffCompress, crc32c]

  private static let apply = KernelOperation(
    name: "kernel.apply", about: "Masked payload bytes laid over pages.", output: .bytes,
    bounds: [.copyAVX512, .copyGlibc, .blendAVX512], peers: [],
    image: { KernelImage(target: $0.old, first: $0.new, masks: ByteModel.words($0.mask)) },
    call: { batch, from, target, _, _ throws(KernelError) in
      var pages = target.mutableBytes
      try batch.backend.applyDense(
        from.first.bytes, masks: from.masks.elements(of: UInt64.self), to: &pages,
        layout: batch.layout, ahead: batch.ahead)
    },
    outcome: { Outcome(bytes: ByteModel.applyDense($0.new, mask: $0.mask, to: $0.old)) })

  private static let applySparse = KernelOperation(
    name: "kernel.apply_sparse", about: "Packed bytes spread over the masked bytes of pages.",
    output: .bytes, bounds: [.copyAVX512, .copyGlibc], peers: [],
    image: {
      KernelImage(
        target: $0.old, first: padded(ByteModel.compress($0.new, mask: $0.mask), $0.old.count),
        masks: ByteModel.words($0.mask))
    },
    call: { batch, from, target, _, _ throws(KernelError) in
      var pages = target.mutableBytes
      try batch.backend.applySparse(
        from.first.bytes, masks: from.masks.elements(of: UInt64.self), to: &pages,
        layout: batch.layout, ahead: batch.ahead)
    },
    outcome: {
      let packed = ByteModel.compress($0.new, mask: $0.mask)
      return Outcome(bytes: ByteModel.applySparse(packed, mask: $0.mask, to: $0.old))
    })

  private static let merge = KernelOperation(
    name: "kernel.merge", about: "Newer deltas laid over older ones, masks united.",
    output: .bytesAndMasks, bounds: [.copyAVX512, .copyGlibc], peers: [],
    image: {
      KernelImage(
        target: $0.old, first: $0.new, masks: ByteModel.words($0.mask),
        targetMasks: ByteModel.words($0.otherMask))
    },
    call: { batch, from, target, masks, _ throws(KernelError) in
      var older = target.mutableBytes
      var olderMasks = masks.mutableElements(of: UInt64.self)
      try batch.backend.merge(
        from.first.bytes, masks: from.masks.elements(of: UInt64.self), into: &older,
        masks: &olderMasks, layout: batch.layout, ahead: batch.ahead)
    },
    outcome: {
      Outcome(
        bytes: ByteModel.applyDense($0.new, mask: $0.mask, to: $0.old),
        words: ByteModel.words(ByteModel.unite($0.otherMask, $0.mask)))
    })

  private static let diff = KernelOperation(
    name: "kernel.diff", about: "Masks of the bytes that differ between two versions of pages.",
    output: .masksAndCounts, bounds: [.read], peers: [.memcmpGlibc, .copyAVX512],
    image: {
      KernelImage(first: $0.old, second: $0.new, targetMasks: noise($0.old.count / 64))
    },
    call: { batch, from, _, masks, counts throws(KernelError) in
      var bits = masks.mutableElements(of: UInt64.self)
      var numbers = counts.mutableSpan
      try batch.backend.diff(
        from: from.first.bytes, to: from.second.bytes, masks: &bits, counts: &numbers,
        layout: batch.layout, ahead: batch.ahead)
    },
    outcome: {
      let mask = ByteModel.diff(from: $0.old, to: $0.new)
      return Outcome(
        words: ByteModel.words(mask), number: UInt64(ByteModel.population(of: mask)))
    })

  private static let compress = KernelOperation(
    name: "kernel.compress", about: "The masked bytes of pages packed together.",
    output: .packed, bounds: [.read], peers: [.copyAVX512],
    image: {
      KernelImage(
        target: padded([], $0.old.count), first: $0.new, masks: ByteModel.words($0.mask))
    },
    call: { batch, from, target, _, counts throws(KernelError) in
      var packed = target.mutableBytes
      var numbers = counts.mutableSpan
      try batch.backend.compress(
        from.first.bytes, masks: from.masks.elements(of: UInt64.self), into: &packed,
        counts: &numbers, layout: batch.layout, ahead: batch.ahead)
    },
    outcome: {
      let packed = ByteModel.compress($0.new, mask: $0.mask)
      return Outcome(bytes: packed, number: UInt64(packed.count))
    })

  private static let diffCompress = KernelOperation(
    name: "kernel.diff_compress", about: "The bytes that differ, found and packed together.",
    output: .packedAndMasks, bounds: [.copyAVX512, .read], peers: [],
    image: {
      KernelImage(
        target: padded([], $0.old.count), first: $0.old, second: $0.new,
        targetMasks: noise($0.old.count / 64))
    },
    call: { batch, from, target, masks, counts throws(KernelError) in
      var bits = masks.mutableElements(of: UInt64.self)
      var packed = target.mutableBytes
      var numbers = counts.mutableSpan
      try batch.backend.diffCompress(
        from: from.first.bytes, to: from.second.bytes, masks: &bits, into: &packed,
        counts: &numbers, layout: batch.layout, ahead: batch.ahead)
    },
    outcome: {
      let mask = ByteModel.diff(from: $0.old, to: $0.new)
      let packed = ByteModel.compress($0.new, mask: mask)
      return Outcome(bytes: packed, words: ByteModel.words(mask), number: UInt64(packed.count))
    })

  private static let crc32c = KernelOperation(
    name: "kernel.crc32c", about: "CRC-32C of each page.", output: .sums, bounds: [.read],
    peers: [], image: { KernelImage(target: padded([], $0.new.count), first: $0.new) },
    call: { batch, from, target, _, _ throws(KernelError) in
      var sums = target.mutableElements(of: UInt32.self)
      try batch.backend.crc32c(of: from.first.bytes, into: &sums, layout: batch.layout)
    },
    outcome: { Outcome(number: UInt64(ByteModel.crc32c($0.new))) })

  /// Bytes with room behind them up to `count`.
  static func padded(_ bytes: [UInt8], _ count: Int) -> [UInt8] {
    bytes + Array(repeating: 0xee, count: count - bytes.count)
  }

  /// Words that no kernel would write, so that a mask left alone is noticed.
  static func noise(_ count: Int) -> [UInt64] {
    Array(repeating: 0xbad0_bad0_bad0_bad0, count: count)
  }
}
