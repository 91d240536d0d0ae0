import Flows
import Foundation
import Learning

/// Trains many runs, one on each of a number of threads.
struct TableRunner: Sendable {
  private let runs: [Settings]
  private let steps: Int
  private let isOver: @Sendable () -> Bool

  /// - Parameter isOver: whether the runs that are not done are to be left out.
  init(_ runs: [Settings], steps: Int, isOver: @escaping @Sendable () -> Bool = { false }) {
    self.runs = runs
    self.steps = steps
    self.isOver = isOver
  }

  /// - Parameter progress: called on this thread with the steps taken and what was trained last.
  /// - Returns: a result for each run, in their order.
  func run(workers: Int, progress: (Int, String) -> Void) -> [TableRun] {
    ParallelRuns(runs, label: { "\($0.flow) on \($0.target)" }, isOver: isOver, perform: train)
      .run(workers: workers, progress: progress)
  }

  private func train(_ settings: Settings, progress: (Int) -> Void) -> TableRun {
    var result = TableRun(flow: settings.flow, target: settings.target, seed: settings.seed)
    var taken = 0
    do throws(FlowError) {
      let target = try settings.resolvedTarget()
      let trainer = try Trainer(settings, threads: 1)
      result.parameters = trainer.parameterCount
      result.entropy = target.entropy
      let start = ContinuousClock.now
      for step in 0..<steps {
        guard !isOver() else { throw FlowError("interrupted at step \(step) of \(steps)") }
        try trainer.advance()
        if step % 16 == 15 {
          taken += 16
          progress(16)
        }
      }
      result.wallS = (ContinuousClock.now - start) / .seconds(1)
      let heldOut = trainer.measureHeldOut(count: ReadingContext.heldOutCount)
      (result.nll, result.nllSe, result.kl) = (heldOut.nll, heldOut.standardError, heldOut.kl)
      let check = try ModelChecker(settings, threads: 1)
        .thorough(trainer.model(), at: trainer.heldOutPoints(ReadingContext.heldOutCount))
      result.warnings = check.warnings(settings, heldOut: heldOut, entropy: target.entropy)
    } catch {
      result.trouble = error.description
    }
    progress(max(1, steps) - taken)
    return result
  }
}
