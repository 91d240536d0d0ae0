import ArgumentParser
import Canvas
import Flows
import Foundation
import Learning
import Visualizer

/// `flowscope bench`: how fast it is, beside what the machine could do.
struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast everything is, beside the machine's peak.",
    discussion: """
      train    one gradient step
      density  log p on a 200 × 200 grid
      sample   40,000 samples
      frame    a 200 × 60 screen, while training runs
      startup  from the start of the process until the screen shows a trained step
      threads  one gradient step on 1, 2, 4 … threads

      Without a subject it measures all of these, and without --flow every family. Two more subjects \
      measure one flow:

      growth   step time against batch, width, depth, samples per tile and threads;
               for a continuous flow also memory, of the adjoint against
               backpropagation through the solver
      watch    the visualizer at 200 × 60 in 24-bit colour: the pace of training
               beside that of 'flowscope train' on as many threads, frames per
               second, and the time from a key press to its frame

      Times are medians with the 10th and 90th percentile. The peak is this machine's rate of fused \
      multiply-adds on as many threads, measured in the same run. Allocations are counted over 100 \
      steps, in the whole process.

      Example: flowscope bench train density --flow realnvp --batch 512 --threads 2
      Example: flowscope bench growth --flow nsf --json
      """)

  @Argument(
    help:
      "What to measure. (default: \(BenchSubject.usual.map(\.rawValue).joined(separator: ", ")))")
  var subjects: [BenchSubject] = []
  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(help: "Seconds to measure each figure for.")
  var seconds = 1.0
  @Option(help: "The view that 'frame' draws.")
  var view = ViewName.main
  @Flag(
    help: "Let 'watch' draw in pixels, as a terminal like kitty on the same machine takes them.")
  var pixels = false
  @Flag(help: "Report as one JSON object.")
  var json = false

  func validate() throws {
    if !(seconds > 0 && seconds <= 600) {
      throw ValidationError("--seconds \(seconds): choose a number above 0 and up to 600")
    }
  }

  func run() throws {
    _ = Interruption()
    let report = try measure()
    if json { try printJSON(report) } else { try Output.print(report.text) }
  }

  private func measure() throws -> BenchReport {
    let chosen = subjects.isEmpty ? BenchSubject.usual : subjects
    let each = chosen.filter { $0 != .growth && $0 != .watch }
    let trained = FlowFamily.all.filter(\.knobs.isEmpty).map(\.name)
    if let flow = options.flow?.text, FlowFamily.all.map(\.name).contains(flow),
      !trained.contains(flow)
    {
      throw FlowError("--flow \(flow): it is turned by hand, so there is no step to measure")
    }
    if let flow = options.flow?.text, Rivals.find(flow) != nil {
      throw FlowError(
        "--flow \(flow): it is a rival of flows, and bench measures what flows alone have; 'flowscope "
          + "train' says its steps a second")
    }
    let families = try (options.flow.map { [$0.text] } ?? trained)
      .map { try options.settings(family: $0) }
    let runner = BenchRunner(threads: threads.count, seconds: seconds, view: view)
    var progress = ProgressBar("measuring", total: each.count * families.count)
    defer { progress.finish() }
    var results: [BenchResult] = []
    var meter = PeakMeter(threads: threads.count)
    for (number, settings) in families.enumerated() where !each.isEmpty {
      for (index, subject) in each.enumerated() {
        progress.show(
          number * each.count + index, note: "\(settings.flow): \(subject.rawValue)")
        let measured = try runner.measure(subject, settings)
        results += measured
        meter.measure(threads: measured.map(\.threads))
      }
    }
    progress.finish()
    let settings = try options.settings()
    let growth =
      try chosen.contains(.growth)
      ? Growth.measure(settings, threads: threads.count, seconds: seconds) : nil
    let watch =
      try chosen.contains(.watch)
      ? WatchedRun.measure(settings, threads: threads.threads, seconds: seconds, hasPixels: pixels)
      : nil
    return BenchReport(
      processor: ProcessorReport.processorName, peaks: meter.peaks,
      results: results.map { $0.beside(meter.peaks) }, growth: growth, watch: watch)
  }
}

extension BenchSubject: ExpressibleByArgument {}
