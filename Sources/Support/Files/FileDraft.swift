internal import Glibc

/// A file under a temporary name, which gets its target name once its bytes are complete.
///
/// The temporary name is in the same folder. It contains the target's name, so that an error about
/// the draft names the file meant, and the process's number and a random part. The file is made
/// exclusively, so a file of another process isn't opened. A draft that isn't published is removed
/// when the last reference to the draft goes.
///
///     let draft = FileDraft(of: "state.json")
///     try draft.write(bytes)
///     try draft.publish(replacing: true)
package final class FileDraft {
  /// The temporary name.
  package let path: String
  /// The target name.
  package let target: String
  /// The disk that both names are on.
  package let disk: any Disk
  /// Whether the temporary name may hold this draft's file.
  private var isPending = true
  private var file: File?

  /// Names a draft without a file; its file must be made exclusively, as `File(creating:)` does.
  package init(of target: String, on disk: any Disk = SystemDisk()) {
    let digits = UInt64.random(in: .min ... .max).hexadecimal
    let slash = target.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(target[...$0]) } ?? ""
    let name = String(decoding: target.utf8.dropFirst(folder.utf8.count).prefix(180), as: UTF8.self)
    path = folder + ".\(name).mmsb-\(getpid())-\(digits).part"
    self.target = target
    self.disk = disk
  }

  deinit { if isPending { try? disk.remove(path) } }

  /// Makes the draft's file and writes it whole.
  package func write(_ bytes: [UInt8]) throws(FileError) {
    let file = try File(creating: path, on: disk)
    self.file = file
    try file.write(bytes.span.raw, at: 0)
  }

  /// Waits until the file's bytes are on the device, gives it its name, and waits for the name.
  /// Unless `replacing`, a file that has the name meanwhile is an error (EEXIST) and stays.
  package func publish(replacing: Bool) throws(FileError) {
    try sync()
    try rename(replacing: replacing)
    try disk.syncFolder(holding: target)
  }

  /// Gives several files their names only when all of them are on the device, replacing files of
  /// those names.
  package static func publish(
    _ files: [(name: String, bytes: [UInt8])], in folder: String, on disk: any Disk = SystemDisk()
  ) throws(FileError) {
    let drafts = files.map { FileDraft(of: "\(folder)/\($0.name)", on: disk) }
    for (draft, file) in zip(drafts, files) {
      try draft.write(file.bytes)
      try draft.sync()
    }
    for draft in drafts { try draft.rename(replacing: true) }
    if let last = drafts.last { try disk.syncFolder(holding: last.target) }
  }

  /// Waits until the file's bytes are on the device.
  package func sync() throws(FileError) {
    if let file { try file.syncData() } else { try File(updating: path, on: disk).syncData() }
  }

  private func rename(replacing: Bool) throws(FileError) {
    try disk.rename(path, to: target, replacing: replacing)
    isPending = false
  }
}
