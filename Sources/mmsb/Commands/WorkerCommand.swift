internal import Glibc
internal import Machine
internal import Measure
internal import Proof
internal import Scenarios
internal import Support

/// `mmsb worker`: one build's side of a gate.
enum WorkerCommand {
  static let command = Command(
    "worker", summary: "answer requests to measure, a line each; gate and run start it",
    about: [
      """
      Reads requests from standard input and writes a reply to each on standard output, one JSON
      object a line, until the input ends. A gate keeps one such process of each build and has them
      run a batch at a time, in turn; a run with --launches starts one for each launch of a group.
      docs/formats/worker.md describes the requests.
      """
    ],
    options: [
      Option(
        "inject", value: "FAULT",
        "slow every batch down, slowdown=10%, or flip a bit, corrupt=backend:NAME or corrupt=log")
    ] + Option.limits,
    examples: ["worker < requests.txt"],
    endings: [
      (.well, "the input ended"), (.usage, "an option makes no sense"),
      (.unfit, "standard output doesn't take the replies"),
    ]
  ) { arguments, console in
    let injection = try arguments.text("inject").map(Injection.init)
    let catalogue = Catalogue.ofThisBuild(
      fault: injection?.fault, limits: try arguments.readLimits())
    let parent = getppid()
    let session = WorkerSession(
      catalogue, Topology.read(), delay: injection?.delay.map { PlantedDelay(share: $0) },
      isAbandoned: { getppid() != parent })
    console.write(WorkerHello(command: Build.version, build: Build.identifier()).json.line + "\n")
    while let line = readLine() { console.write(session.answer(line) + "\n") }
    return .well
  }
}
