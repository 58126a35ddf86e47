internal import Glibc
package import Machine
internal import Measure
internal import Support

/// Measured rows kept between calls, one file per machine, in the user's cache folder.
///
/// The file is a capability report itself. A file that is damaged, of another version or of another
/// machine is ignored with a note, since its numbers can be measured again.
/// machine is passed over with a note: what it holds can be measured again.
package struct CeilingStore {
  private let folder: String
  private let identity: MachineIdentity

  /// The store of the calling user, for this machine; nil where the environment names no folder.
  static func ofUser(_ identity: MachineIdentity) -> CeilingStore? {
    let variable = { (name: String) -> String? in
      guard let text = unsafe getenv(name).map({ unsafe String(cString: $0) }) else { return nil }
      return text.hasPrefix("/") ? text : nil
    }
    let caches = variable("XDG_CACHE_HOME") ?? variable("HOME").map { $0 + "/.cache" }
    return caches.map { CeilingStore(folder: $0 + "/mmsb", identity: identity) }
  }

  /// Makes a store in a folder.
  package init(folder: String, identity: MachineIdentity) {
    self.folder = folder
    self.identity = identity
  }

  private var path: String { "\(folder)/ceilings-\(identity.hostID).json" }

  /// Reads the kept rows with their age; nil where there are none, with a note where the file can't
  /// be used.
  package func load(now: Int) -> (kept: Kept?, note: String?) {
    guard let bytes = SystemFiles.bytes(of: path) else { return (nil, nil) }
    let report: CapabilityReport
    do throws(Failure) { report = try CapabilityReport(json: bytes, name: path) } catch {
      return (nil, ignored("it is damaged"))
    }
    guard report.hostID == identity.hostID,
      report.value(.report, MachineIdentity.key) == identity.fingerprint
    else { return (nil, ignored("they are another machine's")) }
    guard let taken = Clock.secondsSince1970(utc: report.takenUTC), taken <= now else {
      return (nil, ignored("their date lies ahead"))
    }
    return (Kept(rows: report.rows, ageSeconds: now - taken), nil)
  }

  private func ignored(_ reason: String) -> String {
    "kept ceilings are ignored: \(reason); mmsb caps --ceilings measures them anew"
  }

  /// Keeps rows in place of those kept before.
  package func save(_ rows: [Capability], takenUTC: String) throws {
    try Self.makeFolder(folder)
    let identified = rows + [Capability(.report, MachineIdentity.key, identity.fingerprint)]
    let report = CapabilityReport(
      hostID: identity.hostID, takenUTC: takenUTC, rows: identified)
    try NewFile.write(report.json, to: path, isReplacing: true)
  }

  /// Makes a folder and its missing parents, for the owner alone.
  private static func makeFolder(_ path: String) throws(Failure) {
    var prefix = ""
    for part in path.split(separator: "/") {
      prefix += "/" + part
      guard unsafe mkdir(prefix, 0o700) == 0 || errno == EEXIST || errno == EROFS else {
        throw Failure(.environment, "\(prefix): \(systemErrorText(errno))")
      }
    }
  }

  /// The content of a store.
  package struct Kept {
    package let rows: [Capability]
    package let ageSeconds: Int

    /// The rows for a report: the measured ones with their age, without those of file systems that
    /// have changed.
    func shown(_ disks: [(name: String, path: String, facts: DiskFacts)]) -> [Capability] {
      let gone = Set(
        CapsGathering.diskNames.filter { name in
          let here = disks.first { $0.name == name }?.facts.identity
          return here == nil || row(MachineIdentity.diskKey(name))?.value != here
        })
      let mine = rows.filter { row in
        row.section != .report && !gone.contains { row.key.hasPrefix($0 + "_") }
      }
      return mine + [Capability(.ceilings, "age", ageSeconds, unit: "s")]
    }

    private func row(_ key: String) -> Capability? {
      rows.first { $0.section == .report && $0.key == key }
    }
  }
}

/// The identity of measured rows: the machine, and the part of it that the process may use.
package struct MachineIdentity: Equatable, Sendable {
  /// The host's hash, as in results.
  package let hostID: String
  /// A hash of the host's hash, the microcode, the hypervisor, the kernel and the allowed CPUs.
  package let fingerprint: String

  /// Identifies a machine.
  package init(_ host: HostFacts) {
    hostID = host.hostID
    var hash = Fingerprint()
    let keys = ["cpu_microcode", "hypervisor", "kernel", "cpus_allowed", "cpu_quota"]
    hash.add(([hostID] + keys.map { host[$0] ?? "" }).joined(separator: "\n").utf8)
    fingerprint = hash.description
  }

  static let key = "fingerprint"

  static func diskKey(_ name: String) -> String { name + "_file_system" }
}

extension DiskFacts {
  /// A hash that tells file systems of one machine apart.
  var identity: String {
    var hash = Fingerprint()
    let parts = [mount?.type ?? "", mount?.device ?? "", "\(totalByteCount ?? 0)"]
    hash.add(parts.joined(separator: "\n").utf8)
    return hash.description
  }
}
