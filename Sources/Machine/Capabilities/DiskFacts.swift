internal import Glibc

/// The file system that a folder lies on, and the device below it.
package struct DiskFacts: Equatable, Sendable {
  /// The mount; nil where mountinfo isn't shown.
  package var mount: Mount?
  /// What the file system holds and what of it is free for this user.
  package var totalByteCount: Int?
  package var freeByteCount: Int?
  /// The file system's block, and what the device writes in one piece.
  package var blockByteCount: Int?
  package var deviceBlockByteCount: Int?
  /// "rotational", "solid", or nil where there is no such device.
  package var medium: String?
  /// Whether the device is a hypervisor's or the kernel's own; nil where there is no device.
  package var isVirtual: Bool?
  /// "write back" or "write through".
  package var writeCache: String?

  /// Nothing known.
  package init() {}

  /// Asks about a folder of this machine; nil where it is none.
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

  /// What sysfs and procfs say of a path and the device that it lies on, "254:0".
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

  /// The sysfs folder of the device, of its parent for a partition.
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

  /// Virtio, Xen and the like name their driver; loops and device mappers have no hardware at all.
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
  /// The file system of one folder; `name` says which, never where.
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

  /// Options that change what a write costs or what a sync promises.
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
