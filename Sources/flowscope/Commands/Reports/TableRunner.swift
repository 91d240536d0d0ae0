import Flows
import Foundation
import Learning

/// Trains many runs, one on each of a number of threads.
///
/// Sendable because its variables are only touched while `lock` is held.
final class TableRunner: @unchecked Sendable {
  private let runs: [Settings]
  private let steps: Int
  private let isOver: @Sendable () -> Bool
  private let lock = NSCondition()
  private var next = 0
  private var results: [TableRun?]
  private var working = 0
  private var doneSteps = 0
  private var label = ""

  /// - Parameter isOver: whether the runs that are not done are to be left out.
  init(_ runs: [Settings], steps: Int, isOver: @escaping @Sendable () -> Bool = { false }) {
    self.runs = runs
    self.steps = steps
    self.isOver = isOver
    results = Array(repeating: nil, count: runs.count)
  }

  /// - Parameter progress: called on this thread with the steps taken and what was trained last.
  /// - Returns: a result for each run, in their order.
  func run(workers: Int, progress: (Int, String) -> Void) -> [TableRun] {
    working = workers
    for _ in 0..<workers {
      let thread = Thread { self.work() }
      thread.stackSize = 8 << 20
      thread.start()
    }
    lock.lock()
    defer { lock.unlock() }
    while working > 0 {
      _ = lock.wait(until: Date(timeIntervalSinceNow: 0.2))
      let (done, label) = (doneSteps, label)
      lock.unlock()
      progress(done, label)
      lock.lock()
    }
    return results.compactMap { $0 }
  }

  private func work() {
    while let index = take() {
      let result = train(runs[index])
      lock.withLock { results[index] = result }
    }
    lock.withLock {
      working -= 1
      lock.signal()
    }
  }

  private func take() -> Int? {
    lock.withLock {
      guard next < runs.count, !isOver() else { return nil }
      defer { next += 1 }
      label = "\(runs[next].flow) on \(runs[next].target)"
      return next
    }
  }

  private func train(_ settings: Settings) -> TableRun {
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
          lock.withLock { doneSteps += 16 }
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
    lock.withLock { doneSteps += max(1, steps) - taken }
    return result
  }
}
