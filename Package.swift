// swift-tools-version: 6.1
import PackageDescription

// The numeric rooms are compiled for the machine they are built on, also in debug builds. Without
// it Swift targets baseline x86-64, where a fused multiply-add is a library call per element and
// training is two orders of magnitude slower. On arm64 the baseline has it already.
#if arch(x86_64)
  let numeric: [SwiftSetting] = [.unsafeFlags(["-O", "-target-cpu", "native"])]
#else
  let numeric: [SwiftSetting] = [.unsafeFlags(["-O"])]
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
    .target(name: "Canvas", swiftSettings: [.unsafeFlags(["-O"])]),
    .target(
      name: "CNcurses",
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("tinfo", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
      ]),
    .target(name: "Terminal", dependencies: ["CNcurses", "Canvas"]),
    .target(
      name: "Visualizer", dependencies: ["Flows", "Canvas"], swiftSettings: [.unsafeFlags(["-O"])]),
    .executableTarget(
      name: "flowscope",
      dependencies: [
        "Autodiff", "Flows", "Canvas", "Terminal", "Visualizer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff"]),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .testTarget(name: "FlowsTests", dependencies: ["Flows", "Autodiff", "CAllocationCount"]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas"]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal"]),
    .testTarget(name: "VisualizerTests", dependencies: ["Visualizer"]),
    .testTarget(name: "EndToEndTests", dependencies: ["flowscope"]),
  ]
)
