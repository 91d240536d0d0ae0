// swift-tools-version: 6.1
import Foundation
import PackageDescription

// In CI, a warning is an error.
let strict: [SwiftSetting] =
  Context.environment["CI"] == nil ? [] : [.unsafeFlags(["-warnings-as-errors"])]

// Drawing and numerics are optimised in debug builds too: tests draw thousands of screens and train
// every flow.
let drawing = [SwiftSetting.unsafeFlags(["-O"])] + strict

// The numeric rooms are compiled for the machine they are built on. For baseline x86-64, which has no
// fused multiply-add, each would be a library call per element, and training two orders of magnitude
// slower: FLOWSCOPE_BASELINE=1 builds for any x86-64 processor, and multiplies and adds in two steps
// instead. On arm64 the baseline has it already.
let fused = [SwiftSetting.define("FUSED_MULTIPLY_ADD")]
#if arch(x86_64)
  let isBaseline = Context.environment["FLOWSCOPE_BASELINE"] != nil
  // Matrix products are blocked for the registers there are (Matrix.swift).
  let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
  let hasAVX512 = processor?.contains("avx512f") ?? false
  let wide = hasAVX512 ? [SwiftSetting.define("WIDE_REGISTERS")] : []
  let numeric =
    isBaseline ? drawing : [.unsafeFlags(["-target-cpu", "native"])] + wide + fused + drawing
  // What `flowscope doctor` says of it.
  let executable = isBaseline ? strict : [.define("NATIVE_CPU")] + fused + strict
#else
  let numeric = fused + drawing
  let executable = fused + strict
#endif

let package = Package(
  name: "flowscope",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "flowscope", targets: ["flowscope"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    // Only for `swift package generate-documentation`; no target depends on it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    .target(name: "Autodiff", swiftSettings: numeric),
    .target(
      name: "CZlib", cSettings: [.unsafeFlags(["-O2"])], linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Flows", dependencies: ["Autodiff"], swiftSettings: numeric),
    .target(
      name: "Learning", dependencies: ["Autodiff", "Flows", "CZlib"], swiftSettings: numeric),
    .target(name: "Canvas", swiftSettings: drawing),
    .target(
      name: "CNcurses",
      cSettings: [.unsafeFlags(["-O2"])],
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("tinfo", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
      ]),
    .target(name: "Terminal", dependencies: ["CNcurses", "Canvas"], swiftSettings: drawing),
    .target(name: "CPseudoTerminal"),
    .target(name: "PseudoTerminal", dependencies: ["CPseudoTerminal"], swiftSettings: drawing),
    .target(
      name: "Visualizer", dependencies: ["Flows", "Learning", "Canvas"], swiftSettings: drawing),
    .target(name: "CAllocationCount", cSettings: [.unsafeFlags(["-O2"])]),
    .executableTarget(
      name: "flowscope",
      dependencies: [
        "Autodiff", "Flows", "Learning", "Canvas", "Terminal", "PseudoTerminal", "Visualizer",
        "CAllocationCount",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: executable),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff"], swiftSettings: strict),
    .testTarget(name: "FlowsTests", dependencies: ["Flows", "Autodiff"], swiftSettings: strict),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Flows", "Autodiff", "CAllocationCount"],
      swiftSettings: strict),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas"], swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "CNcurses", "Canvas"],
      swiftSettings: drawing),
    // Every room whose layouts the tests see: a room that is not named here leaves them stale.
    .testTarget(
      name: "VisualizerTests",
      dependencies: ["Visualizer", "Learning", "Flows", "Autodiff", "Canvas"], swiftSettings: strict
    ),
    .testTarget(
      name: "EndToEndTests", dependencies: ["flowscope", "PseudoTerminal", "Visualizer"],
      exclude: ["Replays"],
      swiftSettings: drawing),
  ]
)
