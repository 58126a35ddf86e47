extension Delta {
  /// The treatment of a delta that is older than the delta below.
  public enum Order: Sendable {
    /// A lower epoch, or the same with an earlier time, is refused.
    case ascending
    /// The second delta wins whatever its age.
    case asGiven
  }

  /// Lays `newer` over this delta: applying the result equals applying both, `newer` last.
  ///
  /// Both must name the same page and range. The result is dense; it has the newer delta's id and
  /// source, the later epoch and time, the newer intent (this delta's where `newer` has none), and
  /// this delta's `firstID`. Costs a pass of the merge kernel, and one over each sparse delta.
  public func merging(
    _ newer: Delta, order: Order = .ascending, using backend: Backend
  ) throws(DeltaError) -> Delta {
    try check(newer, order)
    var (bytes, words) = (denseBytes, mask.words)
    do throws(KernelError) {
      var byteSpan = bytes.mutableSpan
      var target = unsafe byteSpan.mutableBytes
      var wordSpan = words.mutableSpan
      unsafe try backend.merge(
        newer.denseBytes.span.bytes, mask: newer.mask.words.span, into: &target, mask: &wordSpan)
    } catch { preconditionFailure("masks of equal length merge: \(error)") }
    var header = newer.header
    header.epoch = max(self.header.epoch, newer.header.epoch)
    header.timestamp = max(self.header.timestamp, newer.header.timestamp)
    header.intent = newer.header.intent ?? self.header.intent
    var merged = try Delta(header, mask: Self.mask(words, mask.count), dense: bytes)
    merged.firstID = firstID
    return merged
  }

  private static func mask(_ words: [UInt64], _ count: Int) -> Mask {
    do throws(MaskError) { return try Mask(words: words, count: count) } catch {
      preconditionFailure("a union of masks fits their length: \(error)")
    }
  }

  private func check(_ newer: Delta, _ order: Order) throws(DeltaError) {
    guard newer.header.page == header.page else {
      throw .pageIDMismatch(expected: header.page, found: newer.header.page)
    }
    for delta in [self, newer] {
      try DeltaError.check(offset: delta.header.offset, count: delta.mask.count)
    }
    let (end, newerEnd) = (header.offset + mask.count, newer.header.offset + newer.mask.count)
    guard newer.header.offset == header.offset, newerEnd == end else {
      throw .maskSizeMismatch(expected: end, found: newerEnd)
    }
    let (old, new) = (header, newer.header)
    let isOlder = new.epoch < old.epoch || (new.epoch == old.epoch && new.timestamp < old.timestamp)
    guard order == .asGiven || !isOlder else {
      throw .epochRegression(page: old.page, previous: old.epoch, current: new.epoch)
    }
  }
}
