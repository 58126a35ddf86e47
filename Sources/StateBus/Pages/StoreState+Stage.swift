// The first stage of a commit: held against the pages as they are, which nothing changes.
extension StoreState {
  /// Finds every page that a commit names and holds every change against it, or throws.
  ///
  /// `plan.frames` has a frame for each page to make. Behind it `apply` can't fail; `unstage` gives
  /// the slots back instead. Costs a hash probe for every change of page.
  mutating func stage(_ commit: borrowing Commit, _ plan: inout CommitPlan) throws(CommitError) {
    do throws(AllocationError) {
      try plan.restart(rowCount: commit.deltas.count, key: table.key)
      if !commit.creations.isEmpty { try table.reserve(commit.creations.count) }
    } catch { throw .memory(.allocationFailed(error)) }
    do throws(CommitError) {
      guard !commit.hasExtras else {
        throw .unsupported(changeCount: commit.extras.count)
      }
      if !commit.creations.isEmpty { try stageCreations(commit.creations, &plan) }
      if !commit.metadata.isEmpty { try stageMetadata(commit.metadata, &plan) }
      if !commit.deltas.isEmpty { try stageDeltas(commit.deltas, policy: commit.policy, &plan) }
      if !commit.removals.isEmpty { try stageRemovals(commit.removals, &plan) }
    } catch {
      unstage(plan)
      throw error
    }
  }

  /// Gives back the slots of pages that were to be made; the caller has their frames.
  mutating func unstage(_ plan: borrowing CommitPlan) {
    for slot in plan.created { table.forget(slot) }
  }

  private mutating func stageCreations(
    _ creations: [Commit.Creation], _ plan: inout CommitPlan
  ) throws(CommitError) {
    for (index, creation) in creations.enumerated() {
      let id = creation.id.rawValue
      let hash = table.key.hash(id)
      let place = plan.touched.probe.find(id, hash: hash)
      guard place < 0, table.find(id, hash: hash) == nil else {
        throw .creation(.alreadyExists(creation.id))
      }
      let slot = table.place(creation.id, plan.frames[index], creation.location)
      plan.created.append(slot)
      do throws(AllocationError) { _ = try touch(slot, id, at: ~place, &plan) } catch {
        throw .memory(.allocationFailed(error))
      }
    }
  }

  private mutating func stageMetadata(
    _ changes: [Commit.MetadataChange], _ plan: inout CommitPlan
  ) throws(CommitError) {
    for change in changes where try !staged(change.page, &plan) {
      throw .metadata(.pageNotFound(change.page))
    }
  }

  private mutating func stageRemovals(
    _ removals: [PageID], _ plan: inout CommitPlan
  ) throws(CommitError) {
    var seen: Set<PageID> = []
    for id in removals {
      guard try staged(id, &plan), seen.insert(id).inserted else {
        throw .removal(.pageNotFound(id))
      }
    }
  }

  /// Whether there is a page of that id; notes that the commit touches it.
  private func staged(_ id: PageID, _ plan: inout CommitPlan) throws(CommitError) -> Bool {
    do throws(AllocationError) { return try entry(of: id.rawValue, &plan) >= 0 } catch {
      throw .memory(.allocationFailed(error))
    }
  }

  /// The index of a page's entry among the touched pages, below zero if there is no such page.
  private func entry(of id: UInt64, _ plan: inout CommitPlan) throws(AllocationError) -> Int {
    let hash = table.key.hash(id)
    let index = plan.touched.probe.find(id, hash: hash)
    if index >= 0 { return index }
    guard let slot = table.find(id, hash: hash) else { return -1 }
    return try touch(slot, id, at: ~index, &plan)
  }

  @inline(__always)
  private func touch(
    _ slot: Int, _ id: UInt64, at place: Int, _ plan: inout CommitPlan
  ) throws(AllocationError) -> Int {
    let frame = unsafe table.frames[slot]
    let entry = TouchedPages.Entry(
      id: id, epoch: frame.epoch, slot: UInt32(truncatingIfNeeded: slot),
      byteCount: frame.byteCount)
    let index = plan.touched.insert(entry, at: place)
    try plan.touched.reserve(table.key)
    return index
  }
}

// Rows of deltas.
extension StoreState {
  private mutating func stageDeltas(
    _ batch: borrowing DeltaBatch, policy: EpochPolicy, _ plan: inout CommitPlan
  ) throws(CommitError) {
    let good: Int
    do throws(AllocationError) {
      good = try stageRows(batch, isMonotone: policy == .monotone, &plan)
      if good == batch.count { try reserveMasks(plan) }
    } catch { throw .memory(.allocationFailed(error)) }
    if good < batch.count { throw .delta(fault(batch, good, plan)) }
  }

  private func stageRows(
    _ batch: borrowing DeltaBatch, isMonotone: Bool, _ plan: inout CommitPlan
  ) throws(AllocationError) -> Int {
    try unsafe batch.pages.withUnsafeBufferPointer { pages throws(AllocationError) in
      try unsafe batch.epochs.withUnsafeBufferPointer { epochs throws(AllocationError) in
        try unsafe batch.extents.withUnsafeBufferPointer { extents throws(AllocationError) in
          try unsafe stage(pages, epochs, extents, isMonotone: isMonotone, &plan)
        }
      }
    }
  }

  /// Finds rows' pages and holds rows against them; answers how many are good before the first bad.
  private func stage(
    _ pages: UnsafeBufferPointer<UInt64>, _ epochs: UnsafeBufferPointer<UInt64>,
    _ extents: UnsafeBufferPointer<DeltaExtent>, isMonotone: Bool, _ plan: inout CommitPlan
  ) throws(AllocationError) -> Int {
    let (slots, key) = unsafe (plan.slots, table.key)
    var probe = plan.touched.probe
    var (last, index) = (UInt64(0), -1)
    var (epoch, slot, byteCount) = (UInt64(0), UInt32(0), 0)
    for row in 0..<pages.count {
      if unsafe index < 0 || pages[row] != last {
        if index >= 0 { unsafe probe.entries[index].epoch = epoch }
        last = unsafe pages[row]
        index = probe.guess(last)
        if index < 0 {
          let hash = key.hash(last)
          index = probe.find(last, hash: hash)
          if index < 0 {
            guard let found = table.find(last, hash: hash) else { return row }
            index = try touch(found, last, at: ~index, &plan)
            probe = plan.touched.probe
          }
          probe.remember(last, index)
        }
        let entry = unsafe probe.entries[index]
        (epoch, slot, byteCount) = (entry.epoch, entry.slot, Int(entry.byteCount))
      }
      let new = unsafe epochs[row]
      if unsafe (isMonotone && new < epoch) || extents[row].end > byteCount {
        unsafe probe.entries[index].epoch = epoch
        return row
      }
      unsafe slots[row] = slot
      epoch = new
    }
    unsafe probe.entries[index].epoch = epoch
    return pages.count
  }

  /// Room for the write masks that the pages may come to need.
  private mutating func reserveMasks(_ plan: borrowing CommitPlan) throws(AllocationError) {
    var wordCount = 0
    for index in 0..<plan.touched.count {
      let entry = unsafe plan.touched.entries[index]
      if unsafe table.frames[Int(entry.slot)].mask == MaskSlab.none {
        wordCount += MaskSlab.wordCount(Int(entry.byteCount))
      }
    }
    if wordCount > 0 { try table.masks.reserve(wordCount) }
  }

  /// The fault of the row that `stage` stopped at.
  private func fault(
    _ batch: borrowing DeltaBatch, _ row: Int, _ plan: borrowing CommitPlan
  ) -> BatchError {
    let page = PageID(batch.pages[row])
    let hash = table.key.hash(page.rawValue)
    let index = plan.touched.probe.find(page.rawValue, hash: hash)
    guard index >= 0 else {
      return BatchError(row: row, error: .pageNotFound(page))
    }
    let (entry, end) = unsafe (plan.touched.entries[index], batch.extents[row].end)
    guard end <= Int(entry.byteCount) else {
      let size = Int(entry.byteCount)
      return BatchError(row: row, error: .maskSizeMismatch(expected: size, found: end))
    }
    let error = DeltaError.epochRegression(
      page: page, previous: Epoch(entry.epoch), current: Epoch(batch.epochs[row]))
    return BatchError(row: row, error: error)
  }
}
