// swift-tools-version: 6.1
import Foundation
import PackageDescription

// A package that depends on this one by URL gets a checkout of it, and SwiftPM refuses unsafe flags there.
// It is then built without them: not optimised in debug builds, and for the processor's baseline.
let packageFolder = URL(fileURLWithPath: Context.packageDirectory).deletingLastPathComponent()
let isCheckout =
  packageFolder.lastPathComponent == "checkouts"
  && FileManager.default.fileExists(
    atPath: packageFolder.deletingLastPathComponent().appending(path: "workspace-state.json").path)

// In CI, a warning is an error.
let strict: [SwiftSetting] =
  Context.environment["CI"] == nil || isCheckout ? [] : [.unsafeFlags(["-warnings-as-errors"])]

// Drawing and numerics are optimised in debug builds too: tests draw thousands of screens and train
// every flow.
let drawing = (isCheckout ? [] : [SwiftSetting.unsafeFlags(["-O"])]) + strict
// In debug builds kernels reach into one another as in release builds: training takes two thirds to three
// quarters of the time that it takes file by file, and the suite 162 seconds instead of 197. (Two threads, as
// one cannot write the index; SwiftPM asks for batches, which a module as a whole has not.)
let whole: [SwiftSetting] =
  isCheckout
  ? []
  : [
    .unsafeFlags(
      ["-wmo", "-num-threads", "2", "-disable-batch-mode"], .when(configuration: .debug))
  ]
// The executable reads options and hands on to the rooms. Not optimised, it takes 12 seconds to compile instead of 46;
// commands that write a row for each point take 0.2 µs longer for one, 2 to 14 %.
let plain = isCheckout ? [] : [SwiftSetting.unsafeFlags(["-Onone"])]
let optimizedC: [CSetting] = isCheckout ? [] : [.unsafeFlags(["-O2"])]

// The numeric rooms are compiled for the machine they are built on. FLOWSCOPE_CPU names another kind of
// processor: x86-64-v3 has AVX2, x86-64-v4 AVX-512, and x86-64 is the baseline, which runs anywhere. That has no
// fused multiply-add, and each would be a library call per element, and training two orders of magnitude
// slower: there the program multiplies and adds in two steps. FLOWSCOPE_BASELINE=1 is FLOWSCOPE_CPU=x86-64.
// On arm64 the baseline has it already.
let fused = [SwiftSetting.define("FUSED_MULTIPLY_ADD")]
#if arch(x86_64)
  let kind = Context.environment["FLOWSCOPE_CPU"] ?? "native"
  let isBaseline =
    kind == "x86-64" || Context.environment["FLOWSCOPE_BASELINE"] != nil || isCheckout
  // Matrix products are blocked for the registers there are (MatrixProduct.swift).
  let processor = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
  let hasAVX512 =
    kind == "native" ? processor?.contains("avx512f") ?? false : kind == "x86-64-v4"
  let wide = hasAVX512 ? [SwiftSetting.define("WIDE_REGISTERS")] : []
  // The compiler knows the two by the first processors that had all of it.
  let target = ["x86-64-v3": "haswell", "x86-64-v4": "skylake-avx512"][kind] ?? kind
  let numeric =
    isBaseline ? drawing : [.unsafeFlags(["-target-cpu", target])] + wide + fused + drawing
  // What `flowscope doctor` says of it.
  let native = kind == "native" ? [SwiftSetting.define("NATIVE_CPU")] : []
  let executable = plain + (isBaseline ? strict : native + wide + fused + strict)
#else
  let numeric = fused + drawing
  let executable = plain + fused + strict
#endif

let package = Package(
  name: "flowscope",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "flowscope", targets: ["flowscope"]),
    .library(name: "Flows", targets: ["Autodiff", "Flows", "Learning", "Proofs"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    // Only for `swift package generate-documentation`; no target depends on it.
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.4.0"),
  ],
  targets: [
    .target(name: "Autodiff", swiftSettings: numeric + whole),
    .target(
      name: "CZlib", cSettings: optimizedC, linkerSettings: [.linkedLibrary("z")]),
    .target(name: "Flows", dependencies: ["Autodiff"], swiftSettings: numeric),
    .target(
      name: "Learning", dependencies: ["Autodiff", "Flows", "CZlib"], swiftSettings: numeric),
    .target(
      name: "Proofs", dependencies: ["Autodiff", "Flows", "Learning"], swiftSettings: numeric),
    .target(name: "Canvas", dependencies: ["CZlib"], swiftSettings: drawing),
    .target(
      name: "CNcurses",
      cSettings: optimizedC,
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("tinfo", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
      ]),
    .target(
      name: "Terminal", dependencies: ["CNcurses", "CZlib", "Canvas"], swiftSettings: drawing),
    .target(name: "CPseudoTerminal"),
    .target(name: "PseudoTerminal", dependencies: ["CPseudoTerminal"], swiftSettings: drawing),
    .target(
      name: "Visualizer",
      dependencies: [
        "Flows", "Learning", "Canvas",
        // Lessons are YAML files.
        .product(name: "Yams", package: "Yams"),
      ], exclude: ["Lessons/Texts"], swiftSettings: drawing, plugins: ["EmbedLessons"]),
    // Puts every file of `Visualizer/Lessons/Texts` into the binary.
    .plugin(name: "EmbedLessons", capability: .buildTool(), path: "Sources/EmbedLessons"),
    .target(name: "CAllocationCount", cSettings: optimizedC),
    .executableTarget(
      name: "flowscope",
      dependencies: [
        "Autodiff", "Flows", "Learning", "Proofs", "Canvas", "Terminal", "PseudoTerminal",
        "Visualizer",
        "CAllocationCount",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        // The configuration is YAML.
        .product(name: "Yams", package: "Yams"),
      ], swiftSettings: executable),
    .executableTarget(
      name: "your-own-flow", dependencies: ["Autodiff", "Flows", "Learning", "Proofs"],
      path: "demos/your-own-flow", swiftSettings: strict),
    .testTarget(name: "AutodiffTests", dependencies: ["Autodiff"], swiftSettings: strict),
    .testTarget(name: "FlowsTests", dependencies: ["Flows", "Autodiff"], swiftSettings: strict),
    .testTarget(
      name: "LearningTests",
      dependencies: ["Proofs", "Learning", "Flows", "Autodiff", "CAllocationCount"],
      swiftSettings: strict),
    .testTarget(
      name: "ProofsTests", dependencies: ["Proofs", "Learning", "Flows", "Autodiff"],
      swiftSettings: strict),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas", "CZlib"], swiftSettings: strict),
    .testTarget(
      name: "TerminalTests", dependencies: ["Terminal", "CNcurses", "Canvas"],
      swiftSettings: drawing),
    // Every room whose layouts the tests see: a room that is not named here leaves them stale.
    .testTarget(
      name: "VisualizerTests",
      dependencies: ["Visualizer", "Learning", "Flows", "Autodiff", "Canvas"], swiftSettings: strict
    ),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "flowscope", "your-own-flow", "PseudoTerminal", "Visualizer", "Proofs", "CZlib",
      ],
      exclude: ["Replays"],
      swiftSettings: drawing),
  ]
)
