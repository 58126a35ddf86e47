/// The limits that control groups, version 1 and 2, put on this process.
///
/// A limit anywhere above the process holds, so each folder from its group up to the mount is read.
/// A container often sees its own group as the mount's root, with the path of the host: missing
/// folders are skipped.
enum ControlGroups {
  /// The memory limits that apply; empty where the process has no limit.
  static func memoryLimits(_ files: SystemFiles) -> [Int] {
    folders(files, controller: "memory").flatMap { folder in
      [files.number("\(folder)/memory.max"), files.number("\(folder)/memory.limit_in_bytes")]
        .compactMap(\.self)
    }
  }

  /// The least share of CPU time that applies, in CPUs; nil without a quota.
  static func cpuQuota(_ files: SystemFiles) -> Double? {
    folders(files, controller: "cpu").compactMap { folder -> Double? in
      if let pair = files.text("\(folder)/cpu.max")?.split(separator: " "), pair.count == 2 {
        return quota(Double(pair[0]), Double(pair[1]))
      }
      return quota(
        files.number("\(folder)/cpu.cfs_quota_us").map(Double.init),
        files.number("\(folder)/cpu.cfs_period_us").map(Double.init))
    }.min()
  }

  private static func quota(_ time: Double?, _ period: Double?) -> Double? {
    guard let time, let period, time > 0, period > 0 else { return nil }
    return time / period
  }

  /// The folders of this process's group and of the groups above, for one controller.
  private static func folders(_ files: SystemFiles, controller: String) -> [String] {
    files.lines("/proc/self/cgroup").flatMap { line -> [String] in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let mounts = mounts(of: parts[1], controller: controller)
      return mounts.flatMap { mount in ancestors(String(parts[2])).map { mount + $0 } }
    }
  }

  /// The mount points of a hierarchy with these controllers; the empty list is version 2.
  private static func mounts(of controllers: Substring, controller: String) -> [String] {
    if controllers.isEmpty { return ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"] }
    guard controllers.split(separator: ",").contains(Substring(controller)) else { return [] }
    return ["/sys/fs/cgroup/\(controller)", "/sys/fs/cgroup/\(controllers)"]
  }

  /// "/a/b" gives "/a/b", "/a" and "".
  private static func ancestors(_ path: String) -> [String] {
    let parts = path.split(separator: "/")
    return (0...parts.count).reversed().map { count in
      parts.prefix(count).map { "/" + $0 }.joined()
    }
  }
}
