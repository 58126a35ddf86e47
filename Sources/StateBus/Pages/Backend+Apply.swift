internal import CKernels

/// The frames of a batch's rows, which `stage` has held against them.
@safe
struct BatchFrames {
  /// The frames by slot, and each row's slot.
  let frames: UnsafeMutablePointer<PageFrame>
  let slots: UnsafeMutablePointer<UInt32>
  /// A mask without a gap, for deltas that have none of their own.
  let ones: UnsafePointer<UInt64>
}

/// The only way in which bytes of pages change.
extension Backend {
  /// Writes the bytes of a batch, row by row, and notes in `masks` which bytes were written.
  ///
  /// Can't fail: every row was held against its frame. Costs the bytes that the rows cover.
  func apply(
    _ batch: borrowing DeltaBatch, to frames: BatchFrames, masks: inout MaskSlab
  ) {
    let kernel = unsafe kernels
    unsafe batch.extents.withUnsafeBufferPointer { extents in
      unsafe batch.payload.withUnsafeBytes { payload in
        unsafe batch.maskWords.withUnsafeBufferPointer { words in
          for row in 0..<extents.count {
            unsafe Self.write(
              extents[row], payload, words, into: &frames.frames[Int(frames.slots[row])], &masks,
              kernel, frames.ones)
          }
        }
      }
    }
    if unsafe tamper != nil { tamperLast(batch, frames) }
  }

  /// Fills a new page with bytes, which are as many as it has.
  func load(_ bytes: [UInt8], into frame: PageFrame) {
    precondition(bytes.count == Int(frame.byteCount), "a page is filled whole")
    unsafe bytes.withUnsafeBytes {
      unsafe UnsafeMutableRawBufferPointer(start: frame.base, count: $0.count)
        .copyMemory(from: $0)
    }
  }

  // Safe: `stage` held the range against the page, `append` held mask
  // and payload against the range.
  @inline(__always)
  private static func write(
    _ extent: DeltaExtent, _ payload: UnsafeRawBufferPointer,
    _ words: UnsafeBufferPointer<UInt64>, into frame: inout PageFrame, _ masks: inout MaskSlab,
    _ kernel: ck_kernel, _ ones: UnsafePointer<UInt64>
  ) {
    let (offset, count) = (Int(extent.offset), Int(extent.count))
    guard count > 0, let payloadBase = payload.baseAddress else { return }
    let target = unsafe frame.base + offset
    let bytes = unsafe payloadBase + extent.payloadStart
    guard extent.form != .ones, let maskBase = words.baseAddress else {
      unsafe target.copyMemory(from: bytes, byteCount: count)
      return unsafe masks.markAll(&frame, offset: offset, count: count, ones: ones) {
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
    unsafe masks.mark(&frame, offset: offset, count: count, mask: mask) {
      unsafe kernel.or_mask($0, $1, $2, $3)
    }
  }

  /// Lets the planted change alter the last page that a row wrote something to.
  private func tamperLast(_ batch: borrowing DeltaBatch, _ frames: BatchFrames) {
    guard let row = (0..<batch.count).last(where: { batch.extents[$0].payloadCount > 0 }) else {
      return
    }
    let frame = unsafe frames.frames[Int(frames.slots[row])]
    unsafe tamper?(UnsafeMutableRawBufferPointer(start: frame.base, count: Int(frame.byteCount)))
  }
}
