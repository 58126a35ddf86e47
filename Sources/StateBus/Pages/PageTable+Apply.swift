internal import CKernels

/// Memory that checking a batch needs and keeps for the next one: 12 bytes a row.
struct BatchScratch {
  /// Each row's page, and the epoch that page had before the row.
  var slots: [UInt32] = []
  var epochs: [UInt64] = []

  mutating func prepare(_ count: Int) {
    slots.removeAll(keepingCapacity: true)
    epochs.removeAll(keepingCapacity: true)
    slots.reserveCapacity(count)
    epochs.reserveCapacity(count)
  }
}

extension PageTable {
  /// Applies every row of a batch in order, or none and an error.
  ///
  /// Costs in proportion to the bytes that the rows cover, plus a lookup for every change of page.
  mutating func apply(
    _ batch: borrowing DeltaBatch, kernel: ck_kernel, policy: EpochPolicy,
    scratch: inout BatchScratch
  ) throws(BatchError) {
    try check(batch, policy: policy, scratch: &scratch)
    unsafe store(batch, kernel: kernel, scratch: scratch)
  }

  /// Finds every row's page and moves its epoch; on an error every epoch is put back.
  private mutating func check(
    _ batch: borrowing DeltaBatch, policy: EpochPolicy, scratch: inout BatchScratch
  ) throws(BatchError) {
    let frames = unsafe self.frames
    let (pages, epochs, extents) = (batch.pages, batch.epochs, batch.extents)
    scratch.prepare(pages.count)
    var (lastPage, slot): (UInt64, Int?) = (0, nil)
    for row in pages.indices {
      if slot == nil || pages[row] != lastPage {
        lastPage = pages[row]
        slot = find(PageID(lastPage))
      }
      let fault = Self.fault(
        slot.map { unsafe frames[$0] }, PageID(lastPage), end: extents[row].end, epoch: epochs[row],
        policy)
      guard let slot, fault == nil else {
        undo(scratch)
        throw BatchError(row: row, error: fault ?? .pageNotFound(PageID(lastPage)))
      }
      scratch.slots.append(UInt32(slot))
      unsafe scratch.epochs.append(frames[slot].epoch)
      unsafe frames[slot].epoch = epochs[row]
    }
  }

  @inline(__always)
  private static func fault(
    _ frame: PageFrame?, _ page: PageID, end: Int, epoch: UInt64, _ policy: EpochPolicy
  ) -> DeltaError? {
    guard let frame else { return .pageNotFound(page) }
    if end > Int(frame.byteCount) {
      return .maskSizeMismatch(expected: Int(frame.byteCount), found: end)
    }
    if epoch < frame.epoch, policy == .monotone {
      return .epochRegression(page: page, previous: Epoch(frame.epoch), current: Epoch(epoch))
    }
    return nil
  }

  private func undo(_ scratch: BatchScratch) {
    for row in scratch.slots.indices.reversed() {
      unsafe frames[Int(scratch.slots[row])].epoch = scratch.epochs[row]
    }
  }

  /// Writes the rows' bytes; everything has been checked.
  private mutating func store(
    _ batch: borrowing DeltaBatch, kernel: ck_kernel, scratch: borrowing BatchScratch
  ) {
    let frames = unsafe self.frames
    unsafe batch.extents.withUnsafeBufferPointer { extents in
      unsafe scratch.slots.withUnsafeBufferPointer { slots in
        unsafe batch.payload.withUnsafeBytes { payload in
          unsafe batch.maskWords.withUnsafeBufferPointer { masks in
            for row in extents.indices {
              unsafe Self.store(
                extents[row], payload, masks, into: &frames[Int(slots[row])], kernel)
            }
          }
        }
      }
    }
  }

  // Safe: `check` held the range against the page, `append` held mask and payload against the range.
  @inline(__always)
  private static func store(
    _ extent: DeltaExtent, _ payload: UnsafeRawBufferPointer,
    _ masks: UnsafeBufferPointer<UInt64>, into frame: inout PageFrame, _ kernel: ck_kernel
  ) {
    let (offset, count) = (Int(extent.offset), Int(extent.count))
    guard count > 0, let payloadBase = payload.baseAddress else { return }
    let target = unsafe frame.base + offset
    let bytes = unsafe payloadBase + extent.payloadStart
    guard extent.form != .ones, let maskBase = masks.baseAddress else {
      unsafe target.copyMemory(from: bytes, byteCount: count)
      return frame.markAll(offset: offset, count: count)
    }
    let mask = unsafe maskBase + extent.maskStart
    let page = unsafe target.assumingMemoryBound(to: UInt8.self)
    let source = unsafe bytes.assumingMemoryBound(to: UInt8.self)
    if extent.form == .dense {
      unsafe kernel.apply_dense(page, source, mask, count, 0)
    } else {
      _ = unsafe kernel.apply_sparse(page, source, mask, count, 0)
    }
    unsafe frame.mark(offset: offset, count: count, mask: mask) {
      unsafe kernel.or_mask($0, $1, $2, $3)
    }
  }
}
