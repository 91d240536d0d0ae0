// swift-tools-version: 6.1
import PackageDescription

// In CI, a warning is an error.
let strict: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]

// Drawing and numerics are optimised in debug builds too: tests draw thousands of screens and train
// every flow.
let drawing = [SwiftSetting.unsafeFlags(["-O"])] + strict

// The numeric rooms are compiled for the machine they are built on. Without it Swift targets
// baseline x86-64, where a fused multiply-add is a library call per element and training is two
// orders of magnitude slower. On arm64 the baseline has it already.
#if arch(x86_64)
  let numeric = [SwiftSetting.unsafeFlags(["-target-cpu", "native"])] + drawing
  // What `flowscope doctor` says of it.
  let executable = [SwiftSetting.define("NATIVE_CPU")] + strict
#else
  let numeric = drawing
  let executable = strict
#endif

let package = Package(
  name: "flowscope",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "flowscope", targets: ["flowscope"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
  ],
  targets: [
    .target(name: "Autodiff", swiftSettings: numeric),
    .target(
      name: "Flows",
      dependencies: ["Autodiff", .product(name: "SwiftCSV", package: "SwiftCSV")],
      swiftSettings: numeric),
    .target(name: "Canvas", swiftSettings: drawing),
    .target(
      name: "CNcurses",
      cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("tinfo", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
      ]),
    .target(name: "CPseudoTerminal"),
    .target(
      name: "Terminal", dependencies: ["CNcurses", "CPseudoTerminal", "Canvas"],
      swiftSettings: drawing),
    .target(name: "Visualizer", dependencies: ["Flows", "Canvas"], swiftSettings: drawing),
    .target(name: "CAllocationCount", cSettings: [.unsafeFlags(["-O2"])]),
    .executableTarget(
      name: "flowscope",
      dependencies: [
        "Autodiff", "Flows", "Canvas", "Terminal", "Visualizer", "CAllocationCount",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: executable),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff"], swiftSettings: strict),
    .testTarget(
      name: "FlowsTests", dependencies: ["Flows", "Autodiff", "CAllocationCount"],
      swiftSettings: strict),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas"], swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "CNcurses", "Canvas"],
      swiftSettings: strict),
    .testTarget(name: "VisualizerTests", dependencies: ["Visualizer"], swiftSettings: strict),
    .testTarget(
      name: "EndToEndTests", dependencies: ["flowscope", "Terminal", "Visualizer"],
      exclude: ["Replays"],
      swiftSettings: drawing),
  ]
)
