extension DeltaBatch {
  /// Finds the rows that change a page, ascending. One pass over one column.
  public func rows(of page: PageID) -> [Int] { Self.indexes(of: page.rawValue, in: pages) }

  /// Finds the rows of an epoch, ascending. One pass over one column.
  public func rows(ofEpoch epoch: Epoch) -> [Int] { Self.indexes(of: epoch.rawValue, in: epochs) }

  private static func indexes(of value: UInt64, in column: [UInt64]) -> [Int] {
    var found: [Int] = []
    let span = column.span
    let blocks = span.count / 8
    for block in 0..<blocks {
      // Eight at a time without a branch: hits are rare, and one test covers all eight.
      var hits: UInt64 = 0
      for lane in 0..<8 { hits |= span[block * 8 + lane] == value ? 1 << UInt64(lane) : 0 }
      while hits != 0 {
        found.append(block * 8 + hits.trailingZeroBitCount)
        hits &= hits - 1
      }
    }
    for index in blocks * 8..<span.count where span[index] == value { found.append(index) }
    return found
  }
}
