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

  /// What the threads have in common. `work` and `items` are written only while no item is left or in
  /// hand, and are read only by who has taken an item, which is why sharing them is sound.
  private final class Shared: @unchecked Sendable {
    /// Which piece of work it is, and how many of its items nobody has taken yet (``Turn``).
    let turn = Atomic<UInt64>(0)
    let finished = Atomic<Int>(0)
    let sleepers = Atomic<Int>(0)
    let stopping = Atomic<Bool>(false)
    let condition = NSCondition()
    unowned(unsafe) var work: (any ParallelWork)?
    var items = 0

    /// Performs items until none is left to take.
    func performItems(worker: Int) {
      var now = Turn(turn.load(ordering: .acquiring))
      while now.left > 0 {
        let taken = turn.compareExchange(
          expected: now.bits, desired: now.bits - 1, ordering: .acquiringAndReleasing)
        guard taken.exchanged else {
          now = Turn(taken.original)
          continue
        }
        // The item is in hand, so the work stays until it is finished.
        work?.perform(item: items - now.left, worker: worker)
        finished.add(1, ordering: .releasing)
        now = Turn(turn.load(ordering: .acquiring))
      }
    }
  }

  /// A piece of work by its number, and how many of its items are left, in one word: so that nobody who
  /// comes late takes an item of the next piece for one of this.
  private struct Turn {
    let bits: UInt64
    init(_ bits: UInt64) { self.bits = bits }

    /// The piece of work after this one.
    func next(items: Int) -> Turn { Turn((((bits >> 32) &+ 1) << 32) | UInt64(UInt32(items))) }
    var number: UInt64 { bits >> 32 }
    var left: Int { Int(bits & 0xffff_ffff) }
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

  /// Performs items 0 to `items` − 1 and returns when all are done. It waits for items that a helper has
  /// in hand, not for helpers: where the machine has other things to do, the caller does the work.
  func run(_ work: any ParallelWork, items: Int) {
    guard count > 1, items > 1 else {
      for item in 0..<items { work.perform(item: item, worker: 0) }
      return
    }
    shared.work = work
    shared.items = items
    shared.finished.store(0, ordering: .relaxed)
    let turn = Turn(shared.turn.load(ordering: .relaxed)).next(items: items)
    shared.turn.store(turn.bits, ordering: .sequentiallyConsistent)
    if shared.sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      shared.condition.lock()
      shared.condition.broadcast()
      shared.condition.unlock()
    }
    shared.performItems(worker: 0)
    var spins = 0
    while shared.finished.load(ordering: .acquiring) < items {
      spins += 1
      if spins > Self.patience { sched_yield() }
    }
    shared.work = nil
  }

  /// How often a thread looks before it lets others run: some microseconds.
  private static let patience = 20_000

  private static func help(_ shared: Shared, worker: Int) {
    var seen: UInt64 = 0
    while true {
      var spins = 0
      while Turn(shared.turn.load(ordering: .acquiring)).number == seen {
        if shared.stopping.load(ordering: .acquiring) { return }
        spins += 1
        if spins > patience {
          sleep(shared, seen: seen)
          spins = 0
        }
      }
      seen = Turn(shared.turn.load(ordering: .acquiring)).number
      shared.performItems(worker: worker)
    }
  }

  private static func sleep(_ shared: Shared, seen: UInt64) {
    shared.condition.lock()
    shared.sleepers.add(1, ordering: .sequentiallyConsistent)
    while Turn(shared.turn.load(ordering: .sequentiallyConsistent)).number == seen,
      !shared.stopping.load(ordering: .acquiring)
    {
      shared.condition.wait()
    }
    shared.sleepers.subtract(1, ordering: .sequentiallyConsistent)
    shared.condition.unlock()
  }
}
