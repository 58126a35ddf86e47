internal import Machine
internal import Measure
internal import Support

extension CPULoad {
  /// The manifest's member: each allowed CPU with its load and the level by which it was placed.
  func member(_ topology: Topology) -> JSONMember {
    JSONMember(
      "cpu_load",
      .array(
        topology.cpus.map { cpu in
          .object(
            [JSONMember("cpu", .integer(cpu.id))]
              + (busy[cpu.id].map { [JSONMember("busy", .number($0))] } ?? [])
              + (waiting[cpu.id].map { [JSONMember("waiting", .number($0))] } ?? [])
              + [JSONMember("level", .integer(cpu.loadLevel))])
        }))
  }
}
