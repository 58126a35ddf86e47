internal import CKernels

/// Memory that checking a batch needs and keeps for the next one: 16 bytes a row.
@safe
struct BatchScratch: ~Copyable {
  /// Each row's page, and the epoch that page had before the row.
  struct Entry: BitwiseCopyable {
    var slot: Int
    var epoch: UInt64
  }

  private(set) var entries: UnsafeMutableBufferPointer<Entry> = unsafe .init(start: nil, count: 0)

  deinit { unsafe entries.deallocate() }

  /// Makes room for that many rows.
  mutating func reserve(_ count: Int) -> UnsafeMutableBufferPointer<Entry> {
    if unsafe entries.count < count {
      unsafe entries.deallocate()
      unsafe entries = .allocate(capacity: max(count, 1024))
      unsafe entries.initialize(repeating: Entry(slot: 0, epoch: 0))
    }
    return unsafe entries
  }
}

extension PageTable {
  /// Holds every row against its page and moves the pages' epochs, or throws and changes nothing.
  ///
  /// `store` then writes the bytes and can't fail; `undo` takes the epochs back instead. Costs a
  /// lookup for every change of page.
  mutating func check(
    _ batch: borrowing DeltaBatch, policy: EpochPolicy, scratch: inout BatchScratch
  ) throws(BatchError) {
    let entries = unsafe scratch.reserve(batch.count)
    let good = unsafe batch.pages.withUnsafeBufferPointer { pages in
      unsafe batch.epochs.withUnsafeBufferPointer { epochs in
        unsafe batch.extents.withUnsafeBufferPointer { extents in
          unsafe check(pages, epochs, extents, isMonotone: policy == .monotone, entries)
        }
      }
    }
    guard good < batch.count else { return }
    let error = fault(batch, good, policy)
    undo(good, scratch)
    throw BatchError(row: good, error: error)
  }

  /// Takes back the epochs that checking the first `count` rows moved.
  func undo(_ count: Int, _ scratch: borrowing BatchScratch) {
    let (frames, entries) = unsafe (self.frames, scratch.entries)
    for row in (0..<count).reversed() {
      unsafe frames[entries[row].slot].epoch = unsafe entries[row].epoch
    }
  }

  /// Finds rows' pages and moves their epochs; answers how many rows are good before the first bad.
  private func check(
    _ pages: UnsafeBufferPointer<UInt64>, _ epochs: UnsafeBufferPointer<UInt64>,
    _ extents: UnsafeBufferPointer<DeltaExtent>, isMonotone: Bool,
    _ entries: UnsafeMutableBufferPointer<BatchScratch.Entry>
  ) -> Int {
    let frames = unsafe self.frames
    var (lastPage, slot): (UInt64, Int) = (0, -1)
    for row in 0..<pages.count {
      if unsafe slot < 0 || pages[row] != lastPage {
        lastPage = unsafe pages[row]
        guard let found = find(PageID(lastPage)) else { return row }
        slot = found
      }
      let (old, new) = unsafe (frames[slot].epoch, epochs[row])
      let isOld = isMonotone && new < old
      if unsafe isOld || extents[row].end > Int(frames[slot].byteCount) { return row }
      unsafe entries[row] = BatchScratch.Entry(slot: slot, epoch: old)
      unsafe frames[slot].epoch = new
    }
    return pages.count
  }

  /// What is wrong with a row that `check` stopped at.
  private func fault(
    _ batch: borrowing DeltaBatch, _ row: Int, _ policy: EpochPolicy
  ) -> DeltaError {
    let page = PageID(batch.pages[row])
    guard let slot = find(page) else { return .pageNotFound(page) }
    let (frame, end) = unsafe (frames[slot], batch.extents[row].end)
    guard end <= Int(frame.byteCount) else {
      return .maskSizeMismatch(expected: Int(frame.byteCount), found: end)
    }
    return .epochRegression(
      page: page, previous: Epoch(frame.epoch), current: Epoch(batch.epochs[row]))
  }

  /// Writes the bytes of a batch that was just checked, in proportion to the bytes it covers.
  mutating func store(
    _ batch: borrowing DeltaBatch, kernel: ck_kernel, scratch: borrowing BatchScratch
  ) {
    let entries = unsafe scratch.entries
    let (frames, ones) = unsafe (self.frames, UnsafePointer(self.ones))
    unsafe batch.extents.withUnsafeBufferPointer { extents in
      unsafe batch.payload.withUnsafeBytes { payload in
        unsafe batch.maskWords.withUnsafeBufferPointer { masks in
          for row in 0..<extents.count {
            unsafe Self.store(
              extents[row], payload, masks, into: &frames[entries[row].slot], kernel, ones)
          }
        }
      }
    }
  }

  // Safe: `check` held the range against the page, `append` held mask
  // and payload against the range.
  @inline(__always)
  private static func store(
    _ extent: DeltaExtent, _ payload: UnsafeRawBufferPointer,
    _ masks: UnsafeBufferPointer<UInt64>, into frame: inout PageFrame, _ kernel: ck_kernel,
    _ ones: UnsafePointer<UInt64>
  ) {
    let (offset, count) = (Int(extent.offset), Int(extent.count))
    guard count > 0, let payloadBase = payload.baseAddress else { return }
    let target = unsafe frame.base + offset
    let bytes = unsafe payloadBase + extent.payloadStart
    guard extent.form != .ones, let maskBase = masks.baseAddress else {
      unsafe target.copyMemory(from: bytes, byteCount: count)
      return unsafe frame.markAll(offset: offset, count: count, ones: ones) {
        unsafe kernel.or_mask($0, $1, $2, $3)
      }
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
