// The matrix kernel: one register-blocked product serves the dense layer, its input's adjoint and
// its weight's gradient. A block keeps enough independent multiply-adds in flight to hide their latency,
// in as many registers as the processor has:
//
// - AVX-512 has 32 of 16 lanes. Broad blocks, of 4 outputs × 4 vectors of lanes, reach 99 % of the peak.
// - AVX2 has 16 of 8 lanes, and NEON 32 of 4: there a broad block would live in memory. Tall ones, of 6
//   outputs × 1 vector, reach 90 % of the peak on AVX2, where a training step of RealNVP is 2.2 times as
//   fast with them, and single rows of 4 vectors serve the outputs that are left.
//
// Two vectors that are left over, as in the gradient of 32 × 32 weights, have blocks of their own under AVX-512:
// 8 outputs × 2 vectors are 1.5 times as fast as one vector after the other. No choice of blocks changes the
// order in which a result is summed.

/// A strided matrix operand read one scalar at a time: element (m, k) is at m·row + k·column.
struct ScalarMatrix<S> {
  var base: UnsafePointer<S>
  var row: Int
  var column: Int
}

/// What happens to a result of ``matrixProduct`` on its way to memory.
enum Finish {
  case store
  /// Added to what is there.
  case add
  /// Negative numbers become 0.
  case rectify
  /// Kept where the number at this offset from the result's own place is above 0, else 0.
  case gate(Int)
}

/// C[m][n] = start[m] + Σₖ A[m][k] · B[k][n], then `finish` applied, for n over whole registers.
///
/// - Parameters:
///   - start: one number per row, or `nil` for 0.
///   - finish: what happens to a result on its way to C.
///   - vectors: columns of B and C, in registers.
@_specialize(where S == Float)
@_specialize(where S == Double)
func matrixProduct<S: LaneScalar>(
  _ c: UnsafeMutablePointer<S>, row cRow: Int, rows: Int, vectors: Int, depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, row bRow: Int, start: UnsafePointer<S>?,
  finish: Finish
) {
  switch finish {
  case .store: product(c, cRow, rows, vectors, depth, a, b, bRow, start, Storing())
  case .add: product(c, cRow, rows, vectors, depth, a, b, bRow, start, Adding())
  case .rectify: product(c, cRow, rows, vectors, depth, a, b, bRow, start, Rectifying())
  case .gate(let offset):
    product(c, cRow, rows, vectors, depth, a, b, bRow, start, Gating(offset: offset))
  }
}

@inline(__always)
private func product<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ vectors: Int, _ depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?,
  _ finisher: F
) {
  let width = S.Lanes.scalarCount
  var n = 0
  while n &+ 4 <= vectors {
    var done = 0
    #if !WIDE_REGISTERS
      for vector in n..<(n &+ 4) {
        done = tallBlocks(
          c + vector &* width, cRow, rows, depth, a, b + vector &* width, bRow, start, finisher)
      }
    #endif
    broadBlocks(
      c + n &* width, cRow, done..<rows, depth, a, b + n &* width, bRow, start, finisher)
    n &+= 4
  }
  #if WIDE_REGISTERS
    while n &+ 2 <= vectors {
      pairBlocks(c + n &* width, cRow, rows, depth, a, b + n &* width, bRow, start, finisher)
      n &+= 2
    }
  #endif
  while n < vectors {
    let done = tallBlocks(
      c + n &* width, cRow, rows, depth, a, b + n &* width, bRow, start, finisher)
    singleRows(
      c + n &* width, cRow, done..<rows, depth, a, b + n &* width, bRow, start, finisher)
    n &+= 1
  }
}
