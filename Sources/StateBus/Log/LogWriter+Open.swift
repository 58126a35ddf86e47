package import Support

extension LogWriter {
  /// Opens a log to append to it: reads all of it, and cuts off the bytes behind the valid prefix.
  ///
  /// `tailFound` and `droppedByteCount` then describe the cut. Damage, where later commits would be
  /// lost with it, is an error unless `discardingDamage` is true. Another writer's lock is an error
  /// with the number of the writer's process where the system reports it.
  public init(
    opening path: String, limits: ReadLimits = ReadLimits(),
    following predecessor: LogPosition? = nil, discardingDamage: Bool = false, backend: Backend
  ) throws(LogError) {
    try self.init(
      opening: path, limits: limits, following: predecessor, discardingDamage: discardingDamage,
      backend: backend, disk: SystemDisk())
  }

  /// Opens a log on the given disk to append to it.
  ///
  /// The file is opened once, locked, and then read, cut and written through that opening, so that
  /// the cut is made in the file that was read.
  package init(
    opening path: String, limits: ReadLimits = ReadLimits(),
    following predecessor: LogPosition? = nil, discardingDamage: Bool = false,
    backend: Backend, disk: any Disk
  ) throws(LogError) {
    let file: File
    do throws(FileError) { file = try File(updating: path, on: disk) } catch { throw .file(error) }
    try Self.lock(file)
    var reader = try LogReader(
      file: file, limits: limits, following: predecessor, backend: backend)
    let tail = try Self.findTail(&reader, discardingDamage: discardingDamage)
    let end = Int(reader.position.offset)
    let dropped = reader.fileByteCount - end
    do throws(FileError) {
      if dropped > 0 { try file.truncate(to: end) }
    } catch {
      throw .file(error)
    }
    self.init(
      file: file, header: reader.header, position: reader.position, tail: tail,
      dropped: dropped, sources: reader.sources, backend: backend)
  }

  private static func findTail(
    _ reader: inout LogReader, discardingDamage: Bool
  ) throws(LogError) -> LogTail {
    var commit = Commit()
    do throws(LogError) {
      while try reader.next(into: &commit) {}
    } catch {
      guard discardingDamage, case .recordDamaged = error else { throw error }
    }
    guard let tail = reader.tail else { preconditionFailure("a reader at its end has a tail") }
    return tail
  }
}
