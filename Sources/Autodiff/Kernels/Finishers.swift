/// A ``Finish`` as a type, so that each kind has loops of its own. A choice at every register kept the
/// compiler from inlining the end of a block: on one thread a training step took 1.14 times as long with
/// RealNVP, 1.11 with spline couplings and 1.16 with residual blocks.
protocol Finisher {
  /// What becomes of a result whose place is `c`.
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes
}

struct Storing: Finisher {
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes { x }
}
struct Adding: Finisher {
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes { x + load(c) }
}
struct Rectifying: Finisher {
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes {
    // In this order a NaN passes through.
    S.maximum(S.Lanes(), x)
  }
}
struct Gating: Finisher {
  let offset: Int
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes {
    S.gate(x, load(c + offset))
  }
}

/// Finishes a result and stores it.
///
/// Transparent, as ``Quad/write(to:_:)`` is, since the compiler stops inlining in functions as long as these
/// loops: with calls, a step took 1.06 times as long with RealNVP and 1.04 with spline couplings.
@_transparent
func put<S: LaneScalar, F: Finisher>(
  _ x: S.Lanes, _ c: UnsafeMutablePointer<S>, _ finisher: F
) {
  store(finisher.finished(x, at: UnsafePointer(c)), c)
}

/// The number that row `m` of a result starts with, in each lane.
@inline(__always)
func initial<S: LaneScalar>(_ start: UnsafePointer<S>?, _ m: Int) -> S.Lanes {
  if let start { return S.Lanes(repeating: start[m]) }
  return S.Lanes()
}
