extension CounterRung {
  /// Judges the kernel's software events by the page faults they counted.
  init(software seen: PerfObservation, emulator: String?) {
    guard seen.softwareCode == 0 else {
      self.init(.software, refused: seen.softwareCode, seen, emulator: emulator)
      return
    }
    let touched = PerfObservation.touchedPageCount
    guard let faults = seen.softwareFaults, faults >= touched else {
      self.init(
        .software, "counter_untrusted",
        "counted \(seen.softwareFaults ?? 0) page faults of at least \(touched)")
      return
    }
    self.init(
      .software,
      usable: seen.softwareKernelCode == 0
        ? "counted known page faults right (kernel included)"
        : "counted known page faults right (user mode only: switches come from resource usage)")
  }
}
