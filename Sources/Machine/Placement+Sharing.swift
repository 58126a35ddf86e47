// What a plan's workers have in common.
extension Placement {
  /// How many workers run on a core that another of them runs on too.
  package static func workersSharingACore(_ places: [Place], _ topology: Topology) -> Int {
    let used = Set(places.compactMap(\.cpu))
    return places.count { place in
      let siblings = place.cpu.flatMap(topology.cpu)?.siblings ?? []
      return siblings.contains(where: used.contains)
    }
  }

  /// The most workers that share one last-level cache; all of them where nobody says who shares it.
  package static func crowd(_ places: [Place], _ topology: Topology) -> Int {
    let domains = places.map { $0.cpu.flatMap(topology.cacheDomain) }
    guard !domains.contains(nil) else { return places.count }
    return Dictionary(grouping: domains, by: \.self).values.map(\.count).max() ?? 1
  }
}
