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

      Without a subject it measures all of these, and without --flow every family. Four more subjects \
      measure one flow, and the last two the machine and the flows that goals are set for:

      growth   step time against batch, width, depth, samples per tile and threads;
               for a continuous flow also memory, of the adjoint against
               backpropagation through the solver
      watch    the visualizer at 200 × 60 in 24-bit colour: the pace of training
               beside that of 'flowscope train' on as many threads, frames per
               second, and the time from a key press to its frame
      bytes    bytes per frame of the visualizer at 120 × 36 and 200 × 60, which
               is what a line such as ssh has to carry
      profile  where the time of a training step goes on one thread, by kind and shape
               of instruction, with the arithmetic rate of each
      product  the matrix products that most of a step consists of, each alone
               on one thread
      goals    every goal of speed that needs no other library, whether this machine
               meets it, and for what it misses where the time goes

      Times are medians with the 10th and 90th percentile. The peak is this machine's rate of fused \
      multiply-adds on as many threads, measured in the same run. Allocations are counted over 100 \
      steps, in the whole process.

      Every run is kept, as a line of JSON in bench.jsonl in $XDG_STATE_HOME/flowscope or \
      ~/.local/state/flowscope: date, version and commit, machine, load, and every figure with its spread. \
      --compare FILE says which cases became slower or faster since an earlier run, each as a ratio with its \
      spread: 'slower' only where the two spreads do not overlap. On a busy machine give both runs \
      --repeats 5, which measures all cases in turn five times.

      Example: flowscope bench train density --flow realnvp --batch 512 --threads 2
      Example: flowscope bench growth --flow nsf --json
      Example: flowscope bench train --repeats 5 --compare last --fail-above 10
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
  @OptionGroup var histories: HistoryOptions
  @Flag(help: "Report as one JSON object.")
  var json = false

  func validate() throws {
    if !(seconds > 0 && seconds <= 600) {
      throw ValidationError("--seconds \(seconds): choose a number above 0 and up to 600")
    }
  }

  func run() throws {
    _ = Interruption()
    let machine = BenchMachine.current
    let earlier = try histories.earlierRun(on: machine)
    let history = try histories.keptHistory()
    let load = BenchRecord.currentLoad
    let repeats = try measure()
    guard var report = BenchReport.joined(repeats) else { return }
    let record = BenchRecord(
      machine: machine, load: load, peaks: report.peaks,
      cases: BenchCase.joined(repeats.map(\.historyCases)))
    report.comparison = earlier.map { BenchComparison(of: record, with: $0) }
    try history?.append(record)
    report.history = history?.path
    if json { try printJSON(report) } else { try Output.print(report.text) }
    try failWhereSlower(report.comparison)
  }

  /// - Throws: ``FlowError`` where the user wants to fail and a case is so much slower.
  private func failWhereSlower(_ comparison: BenchComparison?) throws(FlowError) {
    guard let percent = histories.failAbove, let comparison else { return }
    let slower = comparison.slower(byMoreThan: percent)
    guard !slower.isEmpty else { return }
    let list = slower.map { "\($0.name) \($0.ratioText)" }.joined(separator: "; ")
    throw FlowError("slower by more than \(short(percent)) % and beyond the spread: \(list)")
  }

  /// What is measured, once for each repeat.
  private func measure() throws -> [BenchReport] {
    let chosen = subjects.isEmpty ? BenchSubject.usual : subjects
    let each = chosen.filter(\.isOfEveryFamily)
    let families = try families()
    let count = histories.repeatCount
    let runner = BenchRunner(threads: threads.count, seconds: seconds, view: view)
    var progress = ProgressBar("measuring", total: count * each.count * families.count)
    defer { progress.finish() }
    var (results, done): ([[BenchResult]], Int) = ([], 0)
    var meter = PeakMeter(threads: threads.count)
    for number in 1...count {
      var found: [BenchResult] = []
      for settings in families {
        for subject in each {
          let turn = count > 1 ? ", \(number) of \(count)" : ""
          progress.show(done, note: "\(settings.flow): \(subject.rawValue)\(turn)")
          done += 1
          let measured = try runner.measure(subject, settings)
          found += measured
          meter.measure(threads: measured.map(\.threads))
        }
      }
      results.append(found)
    }
    progress.finish()
    let settings = try options.settings()
    return try results.map { results in
      BenchReport(
        processor: ProcessorReport.processorName, peaks: meter.peaks,
        results: results.map { $0.beside(meter.peaks) },
        growth: try chosen.contains(.growth)
          ? Growth.measure(settings, threads: threads.count, seconds: seconds) : nil,
        watch: try chosen.contains(.watch)
          ? WatchedRun.measure(
            settings, threads: threads.threads, seconds: seconds, hasPixels: pixels) : nil,
        bytes: try chosen.contains(.bytes)
          ? ScreenBytes.measure(settings, seconds: seconds) : nil,
        profile: try chosen.contains(.profile) ? ProfiledStep.measure(settings) : nil,
        product: chosen.contains(.product) ? ProductRates.measure() : nil,
        goals: try chosen.contains(.goals)
          ? GoalsReport.measure(threads: threads.count, seconds: seconds) : nil)
    }
  }

  /// The settings of each family to measure.
  /// - Throws: ``FlowError`` for one that has no step to measure.
  private func families() throws -> [Settings] {
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
    return try (options.flow.map { [$0.text] } ?? trained).map { try options.settings(family: $0) }
  }
}

extension BenchSubject: ExpressibleByArgument {}
