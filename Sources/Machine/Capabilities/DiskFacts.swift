internal import Glibc

/// The file system that a folder lies on, and the device below it.
package struct DiskFacts: Equatable, Sendable {
  /// The mount; nil where mountinfo isn't shown.
  package var mount: Mount?
  /// The size of the file system, and the part that is free for this user.
  package var totalByteCount: Int?
  package var freeByteCount: Int?
  /// The file system's block, and the device's physical block.
  package var blockByteCount: Int?
  package var deviceBlockByteCount: Int?
  /// "rotational", "solid", nil where the device is unknown.
  package var medium: String?
  /// Whether the device is a hypervisor's or the kernel's own; nil without a device.
  package var isVirtual: Bool?
  /// "write back" or "write through".
  package var writeCache: String?

  /// Makes facts without a known value.
  package init() {}

  /// Reads the facts about a folder of this machine; nil where the path isn't a folder.
  package static func read(_ folder: String, from files: SystemFiles = .live) -> DiskFacts? {
    var facts = stat()
    guard unsafe stat(folder, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { return nil }
    let device = UInt64(facts.st_dev)
    let path = unsafe realpath(folder, nil).map { resolved in
      defer { unsafe free(resolved) }
      return unsafe String(cString: resolved)
    }
    let major = device >> 8 & 0xfff | device >> 32 & ~0xfff
    let minor = device & 0xff | device >> 12 & ~0xff
    var disk = read(path: path ?? folder, device: "\(major):\(minor)", from: files)
    var space = statvfs()
    guard unsafe statvfs(folder, &space) == 0 else { return disk }
    let unit = Int(space.f_frsize)
    disk.totalByteCount = product(Int(space.f_blocks), unit)
    disk.freeByteCount = product(Int(space.f_bavail), unit)
    disk.blockByteCount = Int(space.f_bsize)
    return disk
  }

  /// The facts that sysfs and procfs give about a path and its device, "254:0".
  package static func read(
    path: String, device: String, from files: SystemFiles
  ) -> DiskFacts {
    var disk = DiskFacts()
    disk.mount = Mount.containing(path, in: files.lines("/proc/self/mountinfo"))
    guard let folder = blockDevice(device, disk.mount, files) else { return disk }
    disk.deviceBlockByteCount = files.number("\(folder)/queue/physical_block_size")
    disk.medium = files.number("\(folder)/queue/rotational").map {
      $0 == 0 ? "solid" : "rotational"
    }
    disk.writeCache = files.text("\(folder)/queue/write_cache")
    disk.isVirtual = isVirtual(folder, files)
    return disk
  }

  /// The sysfs folder of the device; for a partition, of its parent.
  private static func blockDevice(
    _ device: String, _ mount: Mount?, _ files: SystemFiles
  ) -> String? {
    let source = mount.flatMap { $0.source.hasPrefix("/dev/") ? $0.source : nil }
    let name = source?.split(separator: "/").last.map { "/sys/class/block/\($0)" }
    let found = ["/sys/dev/block/\(device)", name].compactMap(\.self)
      .first { files.names(in: $0) != nil }
    guard let found else { return nil }
    return files.names(in: "\(found)/queue") != nil ? found : "\(found)/.."
  }

  /// Whether the device is virtual: its driver or model says so, or it has no hardware at all.
  private static func isVirtual(_ folder: String, _ files: SystemFiles) -> Bool {
    guard files.names(in: "\(folder)/device") != nil else { return true }
    let vendor = files.text("\(folder)/device/vendor")?.lowercased() ?? ""
    let model = files.text("\(folder)/device/model")?.lowercased() ?? ""
    let names = ["virtual", "qemu", "virtio", "vmware", "0x1af4"]
    let modalias = files.text("\(folder)/device/modalias") ?? ""
    return modalias.hasPrefix("virtio:") || modalias.hasPrefix("xen:")
      || names.contains { vendor.contains($0) || model.contains($0) }
  }

  private static func product(_ count: Int, _ unit: Int) -> Int? {
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    return overflow ? nil : bytes
  }
}

extension Capability {
  /// The file system of one folder; `name` stands for the folder and never is its path.
  static func disk(_ name: String, _ disk: DiskFacts) -> [Capability] {
    let noDevice = Absence("no_block_device", "no block device is visible below this file system")
    let shown = disk.mount.map { mount in mount.options.filter(matters).joined(separator: ",") }
    return [
      Capability(.disk, name + "_type", disk.mount?.type),
      Capability(.disk, name + "_options", shown.map { $0.isEmpty ? "none that matter" : $0 }),
      Capability(.disk, name + "_size", disk.totalByteCount, unit: "B"),
      Capability(.disk, name + "_free", disk.freeByteCount, unit: "B"),
      Capability(.disk, name + "_block", disk.blockByteCount, unit: "B"),
      Capability(
        .disk, name + "_device_block", disk.deviceBlockByteCount, unit: "B", or: noDevice),
      Capability(.disk, name + "_medium", disk.medium, or: noDevice),
      Capability(
        .disk, name + "_device", disk.isVirtual.map { $0 ? "virtual" : "hardware" }, or: noDevice),
      Capability(.disk, name + "_write_cache", disk.writeCache, or: noDevice),
    ]
  }

  /// Whether an option changes the cost of a write or the guarantee of a sync.
  private static func matters(_ option: String) -> Bool {
    let words = [
      "ro", "sync", "dirsync", "noatime", "relatime", "strictatime", "lazytime", "barrier",
      "nobarrier", "discard", "nodiscard", "dax", "nodelalloc", "delalloc", "volatile", "nodatacow",
      "nodatasum", "autodefrag", "journal_async_commit", "journal_checksum",
    ]
    let prefixes = [
      "data=", "commit=", "compress", "barrier=", "logbsize=", "size=", "fsync_mode=",
    ]
    return words.contains(option) || prefixes.contains { option.hasPrefix($0) }
  }
}
