internal import Machine
internal import Support
internal import Synchronization

/// Counts in lanes: one lane for each worker number, and some that all other threads share.
///
/// A lane fills whole cache lines, so that workers never write to the same line. The system
/// provides a lane's memory at the first write: a lane without counts costs no memory.
@safe
package final class CountTable: @unchecked Sendable {
  // Safe: the region never moves and lives as long as the table, which is all that hands out its
  // cells; every access to a cell is atomic.
  private let region: MappedRegion
  private let cells: UnsafeMutablePointer<Atomic<Int64>>

  private static let lineByteCount = 64
  /// Enough that threads without a worker number seldom share a lane.
  private static let sharedLaneCount = 64
  private static let laneCount = sharedLaneCount + WorkerNumber.limit
  /// Cells from one lane to the next.
  private static let stride =
    (EngineCount.allCases.count * 8 + lineByteCount - 1) / lineByteCount * lineByteCount / 8

  /// A table of zeros.
  package init() {
    let byteCount = Self.laneCount * Self.stride * 8
    do throws(RegionError) { region = try MappedRegion(byteCount: byteCount) } catch {
      preconditionFailure("the counts need \(byteCount) bytes of address space: \(error)")
    }
    // Safe: the region has that many bytes, aligned to a page, and zero is an atomic's zero.
    unsafe cells = region.baseAddress.bindMemory(
      to: Atomic<Int64>.self, capacity: Self.laneCount * Self.stride)
  }

  /// Answers a worker number's lane; a shared lane below zero and beyond the last number.
  @inline(__always)
  package func lane(_ worker: Int32) -> CountLane {
    let isOwn = worker >= 0 && worker < WorkerNumber.limit
    let index =
      isOwn ? Self.sharedLaneCount + Int(worker) : Int(worker) & (Self.sharedLaneCount - 1)
    // Safe: the index is one of the table's lanes.
    return unsafe CountLane(cells: cells + index * Self.stride, isOwn: isOwn)
  }

  /// Answers one worker's count, or the sum of all lanes; zero for a worker that never counted.
  package func read(_ count: EngineCount, worker: Int?) -> Int64 {
    guard let worker else {
      return (-Self.sharedLaneCount..<WorkerNumber.limit).reduce(0) {
        $0 + lane(Int32($1)).load(count)
      }
    }
    return (0..<WorkerNumber.limit).contains(worker) ? lane(Int32(worker)).load(count) : 0
  }
}

/// The counts that one thread adds to.
@safe
package struct CountLane {
  // Safe: a place in a table that is never deallocated while a thread counts in it.
  fileprivate let cells: UnsafeMutablePointer<Atomic<Int64>>
  /// Whether no other thread writes to the lane.
  fileprivate let isOwn: Bool

  /// Adds to a count; relaxed, because a count publishes nothing but itself.
  @inline(__always)
  package func add(_ amount: Int, to count: EngineCount) {
    let cell = unsafe cells + count.rawValue
    if isOwn {
      // The lane's only writer needs no locked instruction; readers may load at any time.
      let sum = unsafe cell.pointee.load(ordering: .relaxed) &+ Int64(amount)
      unsafe cell.pointee.store(sum, ordering: .relaxed)
    } else {
      unsafe cell.pointee.wrappingAdd(Int64(amount), ordering: .relaxed)
    }
  }

  fileprivate func load(_ count: EngineCount) -> Int64 {
    unsafe (cells + count.rawValue).pointee.load(ordering: .relaxed)
  }
}
