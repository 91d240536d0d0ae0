// Whole registers: their loads and stores, and the one operation that not every processor has.

@inline(__always)
func load<S: LaneScalar>(_ p: UnsafePointer<S>) -> S.Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: S.Lanes.self)
}

@inline(__always)
func store<S: LaneScalar>(_ v: S.Lanes, _ p: UnsafeMutablePointer<S>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: S.Lanes.self)
}

#if !FUSED_MULTIPLY_ADD
  extension SIMD where Scalar: LaneScalar {
    /// Multiplies, rounds, adds and rounds: this build has no fused multiply-add (Package.swift).
    @inline(__always)
    func addingProduct(_ a: Self, _ b: Self) -> Self { self + a * b }
  }
#endif
