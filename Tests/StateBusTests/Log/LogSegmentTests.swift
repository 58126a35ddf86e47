import StateBus
import TestSupport
import Testing

/// Each segment of a log names the segment before it.
@Suite struct LogSegmentTests {
  @Test(.covers("TL2", "TL4"))
  func segmentThatLostItsLastCommitIsNoticed() throws {
    let backend = try Backend.preferred()
    let folder = TemporaryFolder()
    let second = folder.path + "/b"
    var ends: [LogPosition] = []
    do {
      var writer = try LogWriter(creating: folder.file, backend: backend)
      for number in 0..<3 {
        try writer.append(try Commit.small(number))
        ends.append(writer.position)
      }
      var next = try LogWriter(creating: second, following: writer.position, backend: backend)
      #expect(next.position.sequence == writer.position.sequence + 1)
      let offset = try next.append(try Commit.small(3)).logicalOffset
      #expect(offset == writer.position.logicalOffset + UInt64(try contents(of: second).count))
    }
    var reader = try LogReader(path: second, following: ends[2], backend: backend)
    var commit = Commit()
    #expect(try reader.next(into: &commit))
    #expect(reader.position.segmentIndex == 1)
    // The first segment, cut at a record boundary, looks whole by itself; only its successor
    // shows the loss.
    let error = LogError.notTheNextSegment(path: second, index: 1)
    for wrong in [ends[1], nil] {
      #expect(throws: error) { _ = try LogReader(path: second, following: wrong, backend: backend) }
    }
    let other = try LogWriter(creating: folder.path + "/c", backend: backend)
    #expect(throws: error) {
      _ = try LogReader(path: second, following: other.position, backend: backend)
    }
  }
}
