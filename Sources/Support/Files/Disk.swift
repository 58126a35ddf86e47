/// The calls that StateBus makes on a file system, the operating system's or a simulated one.
///
/// Each call is one attempt. `File` repeats a call that a signal interrupted and continues where a
/// read or a write stopped half-way, so that a simulated disk may cause both.
package protocol Disk: Sendable {
  /// Opens or makes a file.
  func open(_ path: String, as mode: OpenMode) throws(FileError) -> any DiskFile
  /// Gives a file another name in one step; unless `replacing`, a file of that name is an error
  /// (EEXIST) and stays.
  func rename(_ path: String, to newPath: String, replacing: Bool) throws(FileError)
  /// Removes a file's name.
  func remove(_ path: String) throws(FileError)
  /// Waits until the names in a folder are on the device.
  func syncFolder(_ path: String) throws(FileError)
}

/// The ways to open a file.
package enum OpenMode: Sendable {
  /// An existing file, to read it.
  case reading
  /// An existing file, to read and write it.
  case updating
  /// A new file, to read and write it; an existing one is an error (EEXIST).
  case creating
  /// An existing folder, to lock it.
  case folder
  /// A file of this user alone, to read and write it, made where it is missing; a link, another
  /// user's file, or a file with a second name is an error.
  case own
}

/// An open file of a disk. It is closed when the last reference goes.
package protocol DiskFile: AnyObject, Sendable {
  /// The file's length in bytes.
  func byteCount() throws(FileError) -> Int
  /// Reads at a position; answers the number of bytes read, 0 at the end of the file.
  func read(into bytes: inout MutableRawSpan, at position: Int) throws(FileError) -> Int
  /// Writes at a position; answers the number of bytes taken.
  func write(_ bytes: RawSpan, at position: Int) throws(FileError) -> Int
  /// Writes parts at a position, one behind the other; answers the number of bytes taken.
  func write(_ parts: ArraySlice<BytePart>, at position: Int) throws(FileError) -> Int
  /// Waits until the file's bytes, and its length, are on the device.
  func syncData() throws(FileError)
  /// Sets the length of the file: cuts off its end, or adds zeros.
  func truncate(to byteCount: Int) throws(FileError)
  /// Takes the file's advisory lock for this opening of it; a lock held elsewhere is an error
  /// (EWOULDBLOCK) that names the holder where the system lists it.
  func lock() throws(FileError)
  /// Maps the file's first bytes as memory; a store to them is a store to the file.
  func map(byteCount: Int) throws(FileError) -> any FileMapping
}

/// Bytes of a file as memory, for as long as the mapping lives.
package protocol FileMapping: AnyObject, Sendable {
  /// The memory; valid while the mapping lives.
  @unsafe var bytes: UnsafeMutableRawBufferPointer { get }
  /// Waits until the stored bytes are on the device.
  func sync() throws(FileError)
}
