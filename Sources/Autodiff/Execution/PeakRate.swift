import Foundation

/// The highest arithmetic rate of the machine: that of fused multiply-adds on registers alone.
public enum PeakRate {
  /// Floating-point operations per second, in Float, on that many threads at once; the best of a few
  /// short runs, half a second in all. A multiply-add counts as two.
  public static func measure(threads: Int) -> Double {
    let crew = Crew(threads: threads)
    let work = PeakWork(threads: max(1, threads))
    var best = 0.0
    for _ in 0..<150 {
      let seconds = ContinuousClock().measure { crew.run(work, items: work.items) } / .seconds(1)
      best = max(best, work.operations / seconds)
    }
    return best
  }
}

/// Twelve independent chains of multiply-adds a thread, enough to hide their latency.
///
/// Every item reads and writes its own block of `numbers`, which is why sharing it is sound.
private final class PeakWork: ParallelWork, @unchecked Sendable {
  private static let turns = 200_000
  private static let chains = 12
  private static let width = Float.Lanes.scalarCount
  let items: Int
  private let numbers: UnsafeMutablePointer<Float>

  init(threads: Int) {
    items = threads
    let count = threads * (Self.chains + 2) * Self.width
    numbers = .allocate(capacity: count)
    // Lanes differ, or the compiler could compute one of them.
    for index in 0..<count { numbers[index] = Float(index % 97) * 1e-3 }
  }

  deinit { numbers.deallocate() }

  var operations: Double { Double(items * Self.turns * Self.chains * Self.width * 2) }

  func perform(item: Int, worker: Int) {
    chainMultiplyAdds(
      numbers + item * (Self.chains + 2) * Self.width, turns: Self.turns)
  }
}

/// Twelve registers at `p`, each multiplied by the thirteenth and increased by the fourteenth.
@_specialize(where S == Float)
private func chainMultiplyAdds<S: LaneScalar>(_ p: UnsafeMutablePointer<S>, turns: Int) {
  let w = S.Lanes.scalarCount
  let q = UnsafePointer(p)
  var (c0, c1, c2) = (load(q), load(q + w), load(q + 2 &* w))
  var (c3, c4, c5) = (load(q + 3 &* w), load(q + 4 &* w), load(q + 5 &* w))
  var (c6, c7, c8) = (load(q + 6 &* w), load(q + 7 &* w), load(q + 8 &* w))
  var (c9, c10, c11) = (load(q + 9 &* w), load(q + 10 &* w), load(q + 11 &* w))
  let (a, b) = (load(q + 12 &* w), load(q + 13 &* w))
  var turn = 0
  while turn < turns {
    c0 = b.addingProduct(c0, a)
    c1 = b.addingProduct(c1, a)
    c2 = b.addingProduct(c2, a)
    c3 = b.addingProduct(c3, a)
    c4 = b.addingProduct(c4, a)
    c5 = b.addingProduct(c5, a)
    c6 = b.addingProduct(c6, a)
    c7 = b.addingProduct(c7, a)
    c8 = b.addingProduct(c8, a)
    c9 = b.addingProduct(c9, a)
    c10 = b.addingProduct(c10, a)
    c11 = b.addingProduct(c11, a)
    turn &+= 1
  }
  for (index, value) in [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11].enumerated() {
    store(value, p + index &* w)
  }
}
