internal import Glibc
internal import Support
internal import TestSupport
internal import Testing

@Suite struct ErrorKindTests {
  @Test(arguments: [ENOSPC, EACCES, EPERM, EROFS, EMFILE, ENFILE, EIO, EINTR, EDQUOT, ENOMEM])
  func aRefusalOfTheSystemIsTheEnvironments(code: Int32) {
    for operation in [FileError.Operation.open, .create, .read, .write, .sync, .rename, .map] {
      #expect(FileError(operation, path: "a", code: code).kind == .environment)
    }
  }

  @Test(arguments: [ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG])
  func aMisnamedInputIsAnInput(code: Int32) {
    #expect(FileError(.open, path: "a", code: code).kind == .input)
    #expect(FileError(.create, path: "a", code: code).kind == .environment)
  }

  @Test func aTakenNameIsTheCallers() {
    #expect(FileError(.create, path: "a", code: EEXIST).kind == .usage)
    #expect(FileError(.rename, path: "a", code: EEXIST).kind == .usage)
  }

  @Test func aHeldLockIsTheEnvironments() {
    #expect(FileError(.lock, path: "a", code: EWOULDBLOCK, holder: 7).kind == .environment)
  }

  @Test(arguments: ["no-such-file", ""])
  func aFileThatIsNotThereOrAFolderIsAnInput(name: String) throws {
    let folder = try TestFolder()
    let error = #expect(throws: FileError.self) {
      let source = try ByteSource(path: folder.path(name))
      _ = try source.read(0, 1)
    }
    #expect(error?.kind == .input)
  }
}
