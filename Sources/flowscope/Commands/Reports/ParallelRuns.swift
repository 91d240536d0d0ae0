import Foundation

/// Does many jobs, one on each of a number of threads, and counts what is done of them.
///
/// Sendable because its variables are only touched while `lock` is held.
final class ParallelRuns<Job: Sendable, Result: Sendable>: @unchecked Sendable {
  private let jobs: [Job]
  private let label: @Sendable (Job) -> String
  private let isOver: @Sendable () -> Bool
  private let perform: @Sendable (Job, _ progress: (Int) -> Void) -> Result
  private let lock = NSCondition()
  private var next = 0
  private var results: [Result?]
  private var working = 0
  private var done = 0
  private var latest = ""

  /// - Parameters:
  ///   - label: what a job is called beside the progress bar.
  ///   - isOver: whether the jobs that are not begun are to be left out.
  ///   - perform: does a job; it calls `progress` with every piece that is done of it.
  init(
    _ jobs: [Job], label: @escaping @Sendable (Job) -> String,
    isOver: @escaping @Sendable () -> Bool = { false },
    perform: @escaping @Sendable (Job, _ progress: (Int) -> Void) -> Result
  ) {
    self.jobs = jobs
    self.label = label
    self.isOver = isOver
    self.perform = perform
    results = Array(repeating: nil, count: jobs.count)
  }

  /// - Parameter progress: called on this thread with all pieces that are done and the job begun last.
  /// - Returns: a result for each job, in their order.
  func run(workers: Int, progress: (Int, String) -> Void) -> [Result] {
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
      let (done, label) = (done, latest)
      lock.unlock()
      progress(done, label)
      lock.lock()
    }
    return results.compactMap { $0 }
  }

  private func work() {
    while let index = take() {
      let result = perform(jobs[index]) { pieces in lock.withLock { done += pieces } }
      lock.withLock { results[index] = result }
    }
    lock.withLock {
      working -= 1
      lock.signal()
    }
  }

  private func take() -> Int? {
    lock.withLock {
      guard next < jobs.count, !isOver() else { return nil }
      defer { next += 1 }
      latest = label(jobs[next])
      return next
    }
  }
}
