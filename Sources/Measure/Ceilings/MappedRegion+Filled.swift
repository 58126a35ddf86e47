internal import Machine
internal import Support

extension MappedRegion {
  /// A region whose every byte was written, with huge pages from 2 MiB on where the kernel follows
  /// the advice.
  static func filled(
    _ byteCount: Int, with byte: UInt8
  ) throws(RegionError) -> MappedRegion {
    let region = try largePaged(max(byteCount, 1))
    // Safe: all of the region is committed and writable.
    unsafe region.baseAddress.initializeMemory(
      as: UInt8.self, repeating: byte, count: region.byteCount)
    return region
  }

  private static func largePaged(_ byteCount: Int) throws(RegionError) -> MappedRegion {
    guard byteCount >= hugePageByteCount else {
      return try MappedRegion(byteCount: byteCount)
    }
    do throws(RegionError) {
      return try MappedRegion(byteCount: byteCount, hugePages: true)
    } catch {
      guard case .hugePagesRefused = error else { throw error }
      return try MappedRegion(byteCount: byteCount)
    }
  }
}
