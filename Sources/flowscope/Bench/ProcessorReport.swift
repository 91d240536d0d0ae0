import Autodiff
import Foundation
import Learning

/// What the processor can do, and what this build makes of it.
struct ProcessorReport: Encodable {
  let architecture: String
  let name: String?
  let cores: Int
  /// Of the extensions that matter here, those that the processor has; `nil` where the system does
  /// not say.
  let features: [String]?
  /// Whether the numeric rooms were compiled for the machine that built them.
  let builtForThisMachine: Bool
  /// The peak of multiply-adds on one thread and on every core, measured just now.
  let peakGflopsOneThread: Double
  let peakGflops: Double
  /// Whether multiply-adds are single instructions.
  let usesFma: Bool

  static func measure() -> ProcessorReport {
    let cores = Trainer.defaultThreads
    let one = PeakRate.measure(threads: 1) / 1e9
    let all = cores > 1 ? PeakRate.measure(threads: cores) / 1e9 : one
    let wanted = ["avx2", "fma", "avx512f", "asimd", "sve"]
    return ProcessorReport(
      architecture: architectureName, name: processorName, cores: cores,
      features: flags.map { flags in wanted.filter { flags.contains(Substring($0)) } },
      builtForThisMachine: isBuiltForThisMachine, peakGflopsOneThread: one,
      peakGflops: all,
      usesFma: hasFusedMultiplyAdd)
  }

  /// The processor's own name; `nil` where the system does not say.
  static var processorName: String? { fact("model name") }

  /// Its extensions as the system names them; `nil` where the system does not say.
  private static var flags: Set<Substring>? {
    (fact("flags") ?? fact("Features")).map { Set($0.split(separator: " ")) }
  }

  /// Bits of its widest vectors; `nil` where the system does not say.
  static var vectorBits: Int? {
    flags.map { $0.contains("avx512f") ? 512 : $0.contains("avx2") ? 256 : 128 }
  }

  private static func fact(_ key: String) -> String? {
    let facts = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    return facts?.split(separator: "\n").first { $0.hasPrefix(key) }?
      .split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
  }

  /// Whether a multiply-add is one instruction; the package manifest defines the flag for it.
  private static var hasFusedMultiplyAdd: Bool {
    #if FUSED_MULTIPLY_ADD
      true
    #else
      false
    #endif
  }

  private static var isBuiltForThisMachine: Bool {
    #if NATIVE_CPU
      true
    #else
      false
    #endif
  }

  /// What the program needs, where it was not built for one machine.
  private static var kindOfProcessor: String {
    #if arch(x86_64) && WIDE_REGISTERS
      "x86_64 with AVX-512"
    #elseif arch(x86_64) && FUSED_MULTIPLY_ADD
      "x86_64 with AVX2 and FMA"
    #else
      architectureName
    #endif
  }

  private static var architectureName: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "other"
    #endif
  }

  var text: String {
    let known = ["avx2": "AVX2", "fma": "FMA", "avx512f": "AVX-512", "asimd": "NEON", "sve": "SVE"]
    let has = features.map { list in
      list.isEmpty
        ? "none of AVX2, FMA, AVX-512" : list.map { known[$0] ?? $0 }.joined(separator: ", ")
    }
    let verdict =
      usesFma
      ? "yes: multiply-adds are single instructions"
      : "NO: multiplied and added in two steps, four lanes at a time, so training is several times "
        + "slower than it could be. Build on this machine without FLOWSCOPE_BASELINE"
    return """
      PROCESSOR
        name       \(name ?? "unknown"), \(architecture), \(cores) cores
        has        \(has ?? "the system does not say")
        build      compiled for \(builtForThisMachine ? "the machine it was built on" : "any \(Self.kindOfProcessor)")
        FMA        \(verdict)
        peak       \(fixed(peakGflopsOneThread, 0)) GFLOP/s on one thread, \(fixed(peakGflops, 0)) on \(cores), in Float, measured now
      """
  }
}

extension BenchMachine {
  /// The machine that this program runs on.
  static var current: BenchMachine {
    BenchMachine(
      processor: ProcessorReport.processorName, cores: Trainer.defaultThreads,
      vectorBits: ProcessorReport.vectorBits)
  }
}
