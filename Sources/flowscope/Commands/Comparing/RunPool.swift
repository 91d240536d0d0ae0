import Foundation
import Learning

/// Makes many runs, one on each of a number of threads.
///
///     let pool = RunPool(runs, steps: 2000) { settings, took in … }
///     let outcomes = pool.run(workers: 2) { done, label in bar.show(done, note: label) }
///
/// Sendable because its variables are only touched while `lock` is held.
final class RunPool<Run: Sendable, Outcome: Sendable>: @unchecked Sendable {
  /// Makes a run, and says now and then how many of its steps it has taken.
  typealias Work = @Sendable (Run, _ took: (_ steps: Int) -> Void) -> Outcome

  private let runs: [Run]
  private let label: @Sendable (Run) -> String
  private let steps: Int
  private let isOver: @Sendable () -> Bool
  private let make: Work
  private let lock = NSCondition()
  private var next = 0
  private var results: [Outcome?]
  private var working = 0
  private var doneSteps = 0
  private var latest = ""

  /// - Parameters:
  ///   - label: what a run is called beside the progress bar.
  ///   - steps: of each run.
  ///   - isOver: whether the runs that are not begun are to be left out.
  ///   - make: makes one run.
  init(
    _ runs: [Run], label: @escaping @Sendable (Run) -> String, steps: Int,
    isOver: @escaping @Sendable () -> Bool = { false }, make: @escaping Work
  ) {
    (self.runs, self.label, self.steps) = (runs, label, steps)
    (self.isOver, self.make) = (isOver, make)
    results = Array(repeating: nil, count: runs.count)
  }

  /// - Parameter progress: called on this thread with the steps taken and what was begun last.
  /// - Returns: the outcome of each run that was made, in their order.
  func run(workers: Int, progress: (Int, String) -> Void) -> [Outcome] {
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
      let (done, label) = (doneSteps, latest)
      lock.unlock()
      progress(done, label)
      lock.lock()
    }
    return results.compactMap { $0 }
  }

  private func work() {
    while let index = take() {
      var taken = 0
      let result = make(runs[index]) { steps in
        lock.withLock {
          doneSteps += steps - taken
          if steps >= self.steps { latest = "measuring " + label(runs[index]) }
        }
        taken = steps
      }
      lock.withLock {
        results[index] = result
        doneSteps += max(1, steps) - taken
      }
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
      latest = label(runs[next])
      return next
    }
  }
}

extension RunPool where Run == Settings {
  /// A pool of runs that are called by their flow and their target.
  convenience init(
    _ runs: [Settings], steps: Int, isOver: @escaping @Sendable () -> Bool = { false },
    make: @escaping Work
  ) {
    self.init(
      runs, label: { "\($0.flow) on \($0.target)" }, steps: steps, isOver: isOver, make: make)
  }
}
