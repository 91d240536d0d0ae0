// Proofs about Autodiff: every primitive, rule and kernel against a way of computing the same
// number that shares no code with it.

import Foundation
import Testing

@testable import Autodiff

/// A seeded stream of test values (SplitMix64).
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func uniform(_ low: Double, _ high: Double) -> Double {
    low + (high - low) * Double(next() >> 11) * 0x1p-53
  }

  mutating func index(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  /// `features` rows of `lanes` numbers.
  mutating func rows(_ features: Int, _ lanes: Int, _ low: Double = -2, _ high: Double = 2)
    -> [[Double]]
  {
    (0..<features).map { _ in (0..<lanes).map { _ in uniform(low, high) } }
  }
}

/// A block of numbers: rows of lanes, or of one number where lanes do not differ.
struct Block: Equatable {
  var rows: [[Double]]
  var perLane: Bool

  func at(_ feature: Int, _ lane: Int) -> Double {
    rows[rows.count == 1 ? 0 : feature][perLane ? lane : 0]
  }
}

/// What a graph is run on.
struct Inputs {
  var lanes: Int
  /// Rows of lanes, by slot.
  var slots: [Int: [[Double]]] = [:]
  var parameters: [Double] = []
}

/// Runs a graph's outputs with the planned executor, in the order of `outputs`.
func execute<S: LaneScalar>(
  _ outputs: [Value], _ inputs: Inputs, as scalar: S.Type, tileLanes: Int = 128, threads: Int = 1
) -> [Block] {
  let lanes = outputs.filter(\.perLane)
  let shared = outputs.filter { !$0.perLane }
  let executor = Executor<S>(
    Program(lanes: lanes, shared: shared), parameterCount: inputs.parameters.count,
    tileLanes: tileLanes, threads: threads)
  return execute(outputs, inputs, on: executor)
}

/// The same, on an executor that was made for these outputs.
func execute<S: LaneScalar>(
  _ outputs: [Value], _ inputs: Inputs, on executor: Executor<S>
) -> [Block] {
  executor.parameters = inputs.parameters.map { S($0) }
  for (slot, rows) in inputs.slots {
    for (feature, row) in rows.enumerated() {
      executor.setInput(slot, feature: feature, row.map { S($0) })
    }
  }
  executor.run(lanes: inputs.lanes)
  var (nextLane, nextShared) = (0, 0)
  return outputs.map { output in
    if output.perLane {
      defer { nextLane += 1 }
      return Block(
        rows: (0..<output.features).map { feature in
          executor.output(nextLane, feature: feature, count: inputs.lanes).map { Double($0) }
        }, perLane: true)
    }
    defer { nextShared += 1 }
    return Block(rows: executor.sharedOutput(nextShared).map { [Double($0)] }, perLane: false)
  }
}

/// The largest |a − b| / (1 + |b|) of two blocks; infinite where only one is NaN.
func largestError(_ a: Block, _ b: Block) -> Double {
  guard a.rows.map(\.count) == b.rows.map(\.count) else { return .infinity }
  var largest = 0.0
  for (x, y) in zip(a.rows.joined(), b.rows.joined()) where x != y {
    if x.isNaN && y.isNaN { continue }
    let error = abs(x - y) / (1 + abs(y))
    largest = error.isNaN ? .infinity : max(largest, error)
  }
  return largest
}
