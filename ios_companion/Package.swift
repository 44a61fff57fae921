// swift-tools-version: 6.0
// The targets are the walls: a module cannot import what it does not list here.

import PackageDescription

#if os(Linux)
  // Before Swift 6.2.2 libswiftObservation names a symbol that no library has (swiftlang/swift
  // 85306); it would be called in fatal errors only.
  let observing: [LinkerSetting] = [
    .unsafeFlags(["-Xlinker", "--allow-shlib-undefined"])
  ]
#else
  let observing: [LinkerSetting] = []
#endif

/// What reads other people's bytes or writes through pointers; `swift.py check` builds it a second
/// time, with the address sanitizer, and nothing else.
let sanitized: Set = [
  "SweetspotModels", "CenterNetDecoder", "Vectors", "SweetspotModelsTests", "CenterNetDecoderTests",
]
let isSanitized = Context.environment["SWEETSPOT_SANITIZED"] != nil

let package = Package(
  name: "Sweetspot",
  platforms: [.iOS(.v17), .macOS(.v14)],
  products: [
    .library(
      name: "SweetspotCompanion",
      targets: [
        "SweetspotModels", "CenterNetDecoder", "HitEngine", "ParityCheck", "CompanionState",
        "CoreMLDetector", "Capture", "CompanionUI",
      ])
  ],
  targets: [
    // Values and files: nothing but Foundation.
    .target(name: "SweetspotModels"),
    .target(name: "CenterNetDecoder", dependencies: ["SweetspotModels"]),
    .target(name: "HitEngine", dependencies: ["SweetspotModels"]),
    .target(
      name: "ParityCheck", dependencies: ["SweetspotModels", "CenterNetDecoder", "HitEngine"]),
    // What the screens show and decide, without a screen.
    .target(
      name: "CompanionState",
      dependencies: ["SweetspotModels", "CenterNetDecoder", "HitEngine", "ParityCheck"],
      linkerSettings: observing),

    // Apple only; elsewhere these modules hold no more than what they decide by.
    .target(
      name: "CoreMLDetector", dependencies: ["SweetspotModels", "CenterNetDecoder", "ParityCheck"]),
    .target(name: "Capture", dependencies: ["SweetspotModels"]),
    .target(
      name: "CompanionUI",
      dependencies: ["CompanionState", "CoreMLDetector", "Capture"]),

    // The golden cases that Python wrote, for tests and benchmarks.
    .target(name: "Vectors", path: "Tests/Vectors"),
    .executableTarget(
      name: "Benchmarks", dependencies: ["CenterNetDecoder", "HitEngine", "Vectors"],
      path: "Tests/Benchmarks"),
    // What the laptop's tests run as the phone.
    .executableTarget(
      name: "CompanionProbe", dependencies: ["CompanionState", "ParityCheck", "SweetspotModels"],
      path: "Tests/Probe"),
    .testTarget(name: "SweetspotModelsTests", dependencies: ["SweetspotModels", "Vectors"]),
    .testTarget(name: "CenterNetDecoderTests", dependencies: ["CenterNetDecoder", "Vectors"]),
    .testTarget(name: "HitEngineTests", dependencies: ["HitEngine", "Vectors"]),
    .testTarget(name: "CaptureTests", dependencies: ["Capture"]),
    .testTarget(name: "ParityCheckTests", dependencies: ["ParityCheck", "Vectors"]),
    .testTarget(name: "CompanionStateTests", dependencies: ["CompanionState", "Vectors"]),
  ],
  swiftLanguageModes: [.v6]
)

if isSanitized {
  package.targets.removeAll { !sanitized.contains($0.name) }
  package.products.removeAll()
}
