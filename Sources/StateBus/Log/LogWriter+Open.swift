internal import Support

extension LogWriter {
  /// Opens a log to append to it: reads it whole, and cuts off what is no whole commit.
  ///
  /// `tailFound` and `droppedByteCount` tell what was found and cut off. Damage, where later
  /// commits would be lost with it, is an error unless `discardingDamage` says to go on.
  public init(
    opening path: String, following predecessor: LogPosition? = nil,
    discardingDamage: Bool = false, backend: Backend
  ) throws(LogError) {
    var reader = try LogReader(path: path, following: predecessor, backend: backend)
    let tail = try Self.findTail(&reader, discardingDamage: discardingDamage)
    do throws(FileError) {
      let file = try File(updating: path)
      let dropped = try file.byteCount() - Int(reader.position.offset)
      if dropped > 0 { try file.truncate(to: Int(reader.position.offset)) }
      self.init(
        file: file, limits: reader.limits, position: reader.position, tail: tail,
        dropped: dropped, sources: reader.sources, backend: backend)
    } catch {
      throw .file(error)
    }
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
