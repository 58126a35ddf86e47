// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]
let spans: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]
let strictC: [CSetting] = [
  .enableWarning("all"), .enableWarning("extra"), .enableWarning("conversion"),
  .enableWarning("strict-prototypes"), .treatAllWarnings(as: .error),
]

/// A Swift module under `Sources`.
func module(
  _ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict
) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A test target; every one sees the shared support module.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: strict)
}

/// A module map over an installed C library.
func library(_ name: String, pkgConfig: String, package: String) -> Target {
  .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([package])])
}

let package = Package(
  name: "mmsb",
  products: [
    .library(name: "StateBus", targets: ["StateBus", "Support"]),
    .library(name: "Counters", targets: ["Counters", "Machine"]),
    .executable(name: "mmsb", targets: ["mmsb"]),
  ],
  targets: [
    // C: layouts, byte kernels, what Swift can't import.
    .systemLibrary(name: "CFormat"),
    .target(name: "CPlatform", cSettings: strictC),
    .target(name: "CPAPI", cSettings: strictC),
    .target(name: "CKernels", dependencies: ["CPlatform"], cSettings: strictC),
    library("CNUMA", pkgConfig: "numa", package: "libnuma-dev"),
    library("CXXHash", pkgConfig: "libxxhash", package: "libxxhash-dev"),

    // Below everything; then the machine and its counters.
    module("Support", ["CPlatform", "CXXHash"], settings: spans),
    module("Machine", ["Support", "CPlatform", "CNUMA"]),
    module("Counters", ["Machine", "Support", "CPlatform", "CPAPI"]),

    // The engine, its reference model, and the proofs that hold them together.
    module(
      "StateBus", ["Machine", "Support", "CKernels", "CFormat", "CPlatform"], settings: spans),
    module("Oracle", []),
    module("Proof", ["StateBus", "Oracle", "Support"]),

    // The runner: measuring, scenarios, kinds of work, the command.
    module("Measure", ["Counters", "Machine", "Support", "CPlatform"]),
    module("Scenarios", ["Measure", "Counters", "Machine", "Support"]),
    .target(
      name: "Workloads", dependencies: ["StateBus", "Oracle", "Measure", "Machine", "Support"],
      path: "Benchmarks/Workloads", swiftSettings: strict),
    .executableTarget(
      name: "mmsb",
      dependencies: [
        "Scenarios", "Workloads", "Proof", "StateBus", "Oracle", "Measure", "Counters", "Machine",
        "Support",
      ],
      swiftSettings: strict),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["StateBus", "Oracle", "Proof", "Support"],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    .target(name: "CAllocations", path: "Tests/CAllocations", cSettings: strictC),
    tests("SupportTests", ["Support"]),
    tests("MachineTests", ["Machine", "Support"]),
    tests("CountersTests", ["Counters", "Machine", "StateBus", "Support"]),
    tests(
      "StateBusTests",
      ["CAllocations", "StateBus", "Machine", "Oracle", "Proof", "CFormat", "Support"]),
    tests("ProofTests", ["Proof", "StateBus", "Oracle", "Support"]),
    tests("MeasureTests", ["Measure", "Counters", "Machine", "Support"]),
    tests(
      "ScenariosTests",
      ["Scenarios", "Measure", "Counters", "Machine", "Support", "Workloads", "StateBus"]),
    tests("WorkloadsTests", ["Workloads", "StateBus", "Oracle", "Measure", "Machine", "Support"]),
    tests("CommandTests", ["mmsb", "Machine", "Measure", "StateBus", "Support"]),
    tests("TidyTests", []),
  ],
  cLanguageStandard: .c17
)
