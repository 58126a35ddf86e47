internal import Measure
internal import Oracle
internal import StateBus

extension KernelOperation {
  /// The kernels over masks, of one bit for each page byte.
  static let onMasks = [pack, unpack, population, rleEncode, rleDecode]

  private static let pack = KernelOperation(
    name: "kernel.pack", about: "Byte flags turned into mask bits.", output: .masks,
    bounds: [.read], peers: [.copyAVX512],
    image: {
      KernelImage(first: ByteModel.unpack($0.mask), targetMasks: noise($0.mask.count / 64))
    },
    call: { batch, from, _, masks, _ throws(KernelError) in
      var bits = masks.mutableElements(of: UInt64.self)
      try batch.backend.pack(from.first.bytes, into: &bits, layout: batch.layout)
    },
    outcome: { Outcome(words: ByteModel.words($0.mask)) })

  private static let unpack = KernelOperation(
    name: "kernel.unpack", about: "Mask bits turned into byte flags.", output: .bytes,
    bounds: [.fillGlibc], peers: [.copyAVX512],
    image: {
      KernelImage(target: padded([], $0.mask.count), masks: ByteModel.words($0.mask))
    },
    call: { batch, from, target, _, _ throws(KernelError) in
      var flags = target.mutableBytes
      try batch.backend.unpack(
        from.masks.elements(of: UInt64.self), into: &flags, layout: batch.layout)
    },
    outcome: { Outcome(bytes: ByteModel.unpack($0.mask)) })

  private static let population = KernelOperation(
    name: "kernel.population", about: "The set bits of masks counted.", output: .counts,
    bounds: [.read], peers: [],
    image: { KernelImage(masks: ByteModel.words($0.mask), count: -1) },
    call: { batch, from, _, _, counts throws(KernelError) in
      var numbers = counts.mutableSpan
      try batch.backend.population(
        of: from.masks.elements(of: UInt64.self), counts: &numbers, layout: batch.layout)
    },
    outcome: { Outcome(number: UInt64(ByteModel.population(of: $0.mask))) })

  private static let rleEncode = KernelOperation(
    name: "kernel.rle_encode", about: "Masks turned into run lengths.", output: .packed,
    bounds: [], peers: [],
    image: {
      KernelImage(target: padded([], $0.mask.count), masks: ByteModel.words($0.mask))
    },
    call: { batch, from, target, _, counts throws(KernelError) in
      var runs = target.mutableBytes
      var numbers = counts.mutableSpan
      try batch.backend.rleEncode(
        from.masks.elements(of: UInt64.self), into: &runs, counts: &numbers, layout: batch.layout)
    },
    outcome: {
      let runs = ByteModel.rleEncode($0.mask)
      return Outcome(bytes: runs, number: UInt64(runs.count))
    })

  private static let rleDecode = KernelOperation(
    name: "kernel.rle_decode", about: "Run lengths turned into masks.", output: .masks,
    bounds: [], peers: [],
    image: {
      let runs = ByteModel.rleEncode($0.mask)
      return KernelImage(
        first: padded(runs, $0.mask.count), targetMasks: noise($0.mask.count / 64),
        count: runs.count)
    },
    call: { batch, from, _, masks, counts throws(KernelError) in
      var bits = masks.mutableElements(of: UInt64.self)
      try batch.backend.rleDecode(
        from.first.bytes, counts: counts.span, into: &bits, layout: batch.layout)
    },
    outcome: { Outcome(words: ByteModel.words($0.mask)) })
}
