import Foundation
import Synchronization

/// Work cut into items that may run in any order, on any thread.
protocol ParallelWork: AnyObject, Sendable {
  func perform(item: Int, worker: Int)
}

/// A fixed set of threads that share the items of one piece of work at a time. Between pieces they spin for
/// a few microseconds before they sleep: a training step takes less time than waking a thread.
final class Crew: Sendable {
  /// Threads that take part, the caller's included.
  let count: Int
  private let shared: Shared

  /// What the threads have in common. `work` is written only while all helpers are idle, and is
  /// published to them by the release of `generation`, which is why sharing it is sound.
  private final class Shared: @unchecked Sendable {
    let generation = Atomic<Int>(0)
    let nextItem = Atomic<Int>(0)
    let active = Atomic<Int>(0)
    let sleepers = Atomic<Int>(0)
    let stopping = Atomic<Bool>(false)
    let condition = NSCondition()
    unowned(unsafe) var work: (any ParallelWork)?
    var items = 0

    func takeItems(worker: Int) {
      guard let work else { return }
      while true {
        let item = nextItem.add(1, ordering: .relaxed).oldValue
        if item >= items { return }
        work.perform(item: item, worker: worker)
      }
    }
  }

  init(threads: Int) {
    count = max(1, threads)
    let shared = Shared()
    self.shared = shared
    for worker in 1..<count {
      let thread = Thread { Crew.help(shared, worker: worker) }
      thread.name = "flowscope worker \(worker)"
      thread.stackSize = 1 << 20
      thread.start()
    }
  }

  deinit {
    shared.stopping.store(true, ordering: .releasing)
    shared.condition.lock()
    shared.condition.broadcast()
    shared.condition.unlock()
  }

  /// Performs items 0 to `items` − 1 and returns when all are done.
  func run(_ work: any ParallelWork, items: Int) {
    guard count > 1, items > 1 else {
      for item in 0..<items { work.perform(item: item, worker: 0) }
      return
    }
    shared.work = work
    shared.items = items
    shared.nextItem.store(0, ordering: .relaxed)
    shared.active.store(count - 1, ordering: .relaxed)
    shared.generation.add(1, ordering: .sequentiallyConsistent)
    if shared.sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      shared.condition.lock()
      shared.condition.broadcast()
      shared.condition.unlock()
    }
    shared.takeItems(worker: 0)
    var spins = 0
    while shared.active.load(ordering: .acquiring) > 0 {
      spins += 1
      if spins > 20_000 { sched_yield() }
    }
    shared.work = nil
  }

  private static func help(_ shared: Shared, worker: Int) {
    var seen = 0
    while true {
      var spins = 0
      while shared.generation.load(ordering: .acquiring) == seen {
        if shared.stopping.load(ordering: .acquiring) { return }
        spins += 1
        if spins > 20_000 {
          sleep(shared, seen: seen)
          spins = 0
        }
      }
      seen = shared.generation.load(ordering: .acquiring)
      shared.takeItems(worker: worker)
      shared.active.subtract(1, ordering: .releasing)
    }
  }

  private static func sleep(_ shared: Shared, seen: Int) {
    shared.condition.lock()
    shared.sleepers.add(1, ordering: .sequentiallyConsistent)
    while shared.generation.load(ordering: .sequentiallyConsistent) == seen,
      !shared.stopping.load(ordering: .acquiring)
    {
      shared.condition.wait()
    }
    shared.sleepers.subtract(1, ordering: .sequentiallyConsistent)
    shared.condition.unlock()
  }
}
