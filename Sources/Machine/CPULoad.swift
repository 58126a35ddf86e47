internal import Glibc

/// How busy other programs kept each CPU over a short time.
///
/// From two readings of /proc/stat, in ticks of 10 ms, and of /proc/schedstat, which has the time
/// that threads waited in each CPU's run queue where the kernel keeps it.
package struct CPULoad: Equatable, Sendable {
  /// The share of the time that a CPU was busy, by its number.
  package private(set) var busy: [Int: Double] = [:]
  /// The threads that waited for a CPU on average; empty where the kernel doesn't say.
  package private(set) var waiting: [Int: Double] = [:]

  /// One reading of both files.
  package struct Reading: Equatable, Sendable {
    fileprivate var ticks: [Int: (busy: Double, all: Double)] = [:]
    fileprivate var waited: [Int: Double] = [:]
    fileprivate let nanoseconds: Double

    /// Reads the files below a root at a moment.
    package init(_ files: SystemFiles, nanoseconds: Double) {
      self.nanoseconds = nanoseconds
      for line in files.lines("/proc/stat") {
        guard let (cpu, fields) = Self.fields(line), fields.count >= 5 else { continue }
        // user nice system idle iowait irq softirq steal; what follows is part of the first two.
        let all = fields.prefix(8).reduce(0, +)
        ticks[cpu] = (all - fields[3] - fields[4], all)
      }
      for line in files.lines("/proc/schedstat") {
        guard let (cpu, fields) = Self.fields(line), fields.count >= 8 else { continue }
        waited[cpu] = fields[7]
      }
    }

    package static func == (one: Reading, other: Reading) -> Bool {
      one.nanoseconds == other.nanoseconds && one.waited == other.waited
        && one.ticks.mapValues(\.all) == other.ticks.mapValues(\.all)
        && one.ticks.mapValues(\.busy) == other.ticks.mapValues(\.busy)
    }

    /// The number and the figures of a line "cpu3 …"; nil for any other line.
    private static func fields(_ line: Substring) -> (Int, [Double])? {
      let words = line.split(separator: " ")
      guard let name = words.first, name.hasPrefix("cpu"), let cpu = Int(name.dropFirst(3)) else {
        return nil
      }
      let figures = words.dropFirst().map { Double($0) }
      guard figures.allSatisfy({ $0.map { $0.isFinite && $0 >= 0 } ?? false }) else { return nil }
      return (cpu, figures.compactMap(\.self))
    }
  }

  /// The load between two readings.
  package init(from earlier: Reading, to later: Reading) {
    for (cpu, now) in later.ticks {
      guard let before = earlier.ticks[cpu], now.all > before.all else { continue }
      busy[cpu] = min(1, max(0, (now.busy - before.busy) / (now.all - before.all)))
    }
    let time = later.nanoseconds - earlier.nanoseconds
    for (cpu, now) in later.waited where time > 0 {
      guard let before = earlier.waited[cpu], now >= before else { continue }
      waiting[cpu] = (now - before) / time
    }
  }

  /// Watches the machine for a fifth of a second, asleep.
  package static func watched(_ files: SystemFiles = .live) -> CPULoad {
    let first = Reading(files, nanoseconds: now())
    usleep(200_000)
    return CPULoad(from: first, to: Reading(files, nanoseconds: now()))
  }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
  }

  /// 0 for a CPU that is free or unknown, 1 for one that is busy half of the time or more, 2 where
  /// others wait for it besides.
  package func level(of cpu: Int) -> Int {
    let load = (busy[cpu] ?? 0) + (waiting[cpu] ?? 0)
    return load < 0.5 ? 0 : load < 1.5 ? 1 : 2
  }
}

extension Topology {
  /// The same machine with these CPUs placed first, as far as the order of placement leaves the
  /// choice free; the machine as it is for none.
  package func preferring(_ ids: [Int]) -> Topology {
    var preferring = self
    for index in preferring.cpus.indices where !ids.isEmpty {
      preferring.cpus[index].loadLevel = ids.contains(preferring.cpus[index].id) ? 0 : 1
    }
    return preferring
  }

  /// The same machine with given levels of load, by CPU; those without one have none.
  package func rated(by levels: [Int: Int]) -> Topology {
    var rated = self
    for index in rated.cpus.indices {
      rated.cpus[index].loadLevel = levels[rated.cpus[index].id] ?? 0
    }
    return rated
  }

  /// The same machine with each CPU's level of load, by which placement prefers the least busy.
  package func rated(by load: CPULoad) -> Topology {
    var rated = self
    for index in rated.cpus.indices {
      rated.cpus[index].loadLevel = load.level(of: rated.cpus[index].id)
    }
    return rated
  }
}
