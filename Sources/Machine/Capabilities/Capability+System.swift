internal import Support

extension Capability {
  /// The settings of the system: hypervisor, kernel, frequencies, protections.
  static func system(_ host: HostFacts) -> [Capability] {
    let isGuest = host["hypervisor"].map { $0 != "none" } ?? false
    let frequencies = Absence(
      "not_exposed",
      isGuest ? "the hypervisor keeps frequencies to itself" : "no frequency driver is loaded",
      remedy: isGuest
        ? "ask whoever runs the host; on metal the kernel shows it"
        : "load the processor's frequency driver")
    func listed(_ key: String) -> String? { host[key].map { $0.isEmpty ? "none" : $0 } }
    return [
      Capability(.system, "kernel", host["kernel"]),
      Capability(.system, "hypervisor", host["hypervisor"]),
      Capability(.system, "governor", host["governor"], or: frequencies),
      Capability(.system, "frequency_driver", host["frequency_driver"], or: frequencies),
      Capability(.system, "turbo", host["turbo"], or: frequencies),
      Capability(.system, "address_randomisation", host["aslr"]),
      Capability(.system, "mitigated", listed("mitigated")),
      Capability(.system, "vulnerable_to", listed("vulnerable_to")),
    ]
  }

  /// Other load on the machine; the stolen share between `before` and `after` is the present one.
  static func noise(_ before: LoadFacts, _ after: LoadFacts) -> [Capability] {
    let noPressure = Absence(
      "not_exposed", "this kernel doesn't measure pressure",
      remedy: "boot with psi=1, on a kernel built with CONFIG_PSI")
    let noSteal = Absence("not_exposed", "the kernel doesn't show CPU times")
    return [
      Capability(.noise, "load_average", after.loadAverage, unit: "threads"),
      Capability(.noise, "cpu_pressure", after.cpuPressure, unit: "ratio", or: noPressure),
      Capability(.noise, "memory_pressure", after.memoryPressure, unit: "ratio", or: noPressure),
      Capability(.noise, "disk_pressure", after.diskPressure, unit: "ratio", or: noPressure),
      Capability(.noise, "stolen_since_boot", after.stolenShare, unit: "ratio", or: noSteal),
      Capability(
        .noise, "stolen_now", LoadFacts.stolenShare(from: before, to: after), unit: "ratio",
        or: after.cpuSeconds == nil
          ? noSteal
          : Absence("too_short", "no tick of the kernel's clock fell into the time looked at")),
    ]
  }
}
