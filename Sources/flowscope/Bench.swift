import ArgumentParser
import Autodiff
import Canvas
import Flows
import Foundation
import Visualizer

/// `flowscope bench`: how fast it is, beside what the machine could do.
struct Bench: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure training, density, sampling and drawing, beside the machine's peak.",
    discussion: """
      train    one gradient step                 density   log p on a 200 × 200 grid
      sample   40,000 samples                    frame     a 200 × 60 screen while training runs

      Times are medians with the 10th and 90th percentile. The peak is this machine's rate of fused
      multiply-adds on as many threads, measured in the same run.

      Example: flowscope bench train --flow realnvp --batch 512 --threads 2
      """)

  enum Subject: String, CaseIterable, ExpressibleByArgument {
    case train, density, sample, frame
  }

  @Argument(help: "What to measure. (default: all four)")
  var subject: Subject?
  @OptionGroup var options: SettingsOptions
  @OptionGroup var threads: ThreadsOption
  @Option(help: "Seconds to measure each subject for.")
  var seconds = 3.0
  @Option(help: "The view that 'frame' draws.")
  var view = View.main
  @Flag(help: "Report as one JSON object.")
  var json = false

  func validate() throws {
    if !(seconds > 0 && seconds <= 600) {
      throw ValidationError("--seconds \(seconds): choose a number above 0 and up to 600")
    }
  }

  func run() throws {
    let runner = BenchRunner(
      settings: try options.settings(), threads: threads.count, seconds: seconds, view: view)
    let subjects = subject.map { [$0] } ?? Subject.allCases
    var results: [BenchResult] = []
    for subject in subjects {
      FileHandle.standardError.write(Data("measuring \(subject.rawValue)…\r".utf8))
      results.append(try runner.measure(subject))
    }
    FileHandle.standardError.write(Data("\u{1B}[K".utf8))
    // Measured last, when the processor is as warm as it was for the subjects.
    let peak = PeakRate.measure(threads: threads.count) / 1e9
    let report = BenchReport(peakGflops: peak, results: results.map { $0.beside(peak: peak) })
    if json { try printJSON(report) } else { print(report.text) }
  }
}
