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
// order in which a result is summed. All of it is one file: a debug build of a package that depends on this one
// inlines within a file only (Package.swift).

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

@inline(__always)
private func load<S: LaneScalar>(_ p: UnsafePointer<S>) -> S.Lanes {
  UnsafeRawPointer(p).loadUnaligned(as: S.Lanes.self)
}

@inline(__always)
private func store<S: LaneScalar>(_ v: S.Lanes, _ p: UnsafeMutablePointer<S>) {
  UnsafeMutableRawPointer(p).storeBytes(of: v, as: S.Lanes.self)
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

@inline(__always)
private func initial<S: LaneScalar>(_ start: UnsafePointer<S>?, _ m: Int) -> S.Lanes {
  if let start { return S.Lanes(repeating: start[m]) }
  return S.Lanes()
}

/// A ``Finish`` as a type, so that each kind has loops of its own. A choice at every register kept the
/// compiler from inlining the end of a block: on one thread a training step took 1.14 times as long with
/// RealNVP, 1.11 with spline couplings and 1.16 with residual blocks.
private protocol Finisher {
  /// What becomes of a result whose place is `c`.
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes
}

private struct Storing: Finisher {
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes { x }
}
private struct Adding: Finisher {
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes { x + load(c) }
}
private struct Rectifying: Finisher {
  @inline(__always)
  func finished<S: LaneScalar>(_ x: S.Lanes, at c: UnsafePointer<S>) -> S.Lanes {
    // In this order a NaN passes through.
    S.maximum(S.Lanes(), x)
  }
}
private struct Gating: Finisher {
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
private func put<S: LaneScalar, F: Finisher>(
  _ x: S.Lanes, _ c: UnsafeMutablePointer<S>, _ finisher: F
) {
  store(finisher.finished(x, at: UnsafePointer(c)), c)
}

/// Four vectors of lanes side by side, in one row of C or of B.
private struct Quad<S: LaneScalar> {
  var x0: S.Lanes
  var x1: S.Lanes
  var x2: S.Lanes
  var x3: S.Lanes

  /// The number that row `m` starts with.
  @inline(__always)
  init(_ start: UnsafePointer<S>?, _ m: Int) {
    let x: S.Lanes = initial(start, m)
    (x0, x1, x2, x3) = (x, x, x, x)
  }

  @inline(__always)
  init(_ p: UnsafePointer<S>) {
    let w = S.Lanes.scalarCount
    x0 = load(p)
    x1 = load(p + w)
    x2 = load(p + 2 &* w)
    x3 = load(p + 3 &* w)
  }

  @inline(__always)
  mutating func add(_ a: S, times b: Self) {
    let s = S.Lanes(repeating: a)
    x0 = x0.addingProduct(s, b.x0)
    x1 = x1.addingProduct(s, b.x1)
    x2 = x2.addingProduct(s, b.x2)
    x3 = x3.addingProduct(s, b.x3)
  }

  @_transparent
  func write<F: Finisher>(to c: UnsafeMutablePointer<S>, _ finisher: F) {
    let w = S.Lanes.scalarCount
    put(x0, c, finisher)
    put(x1, c + w, finisher)
    put(x2, c + 2 &* w, finisher)
    put(x3, c + 3 &* w, finisher)
  }
}

#if WIDE_REGISTERS
  /// Four rows of C, from row `m` on, for four vectors of columns.
  @inline(__always)
  private func fourBroadRows<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var y0 = Quad(start, m)
    var y1 = Quad(start, m &+ 1)
    var y2 = Quad(start, m &+ 2)
    var y3 = Quad(start, m &+ 3)
    var a0 = a.base + m &* a.row
    var a1 = a0 + a.row
    var a2 = a1 + a.row
    var a3 = a2 + a.row
    var bk = b
    var k = 0
    while k < depth {
      let v = Quad(bk)
      y0.add(a0.pointee, times: v)
      y1.add(a1.pointee, times: v)
      y2.add(a2.pointee, times: v)
      y3.add(a3.pointee, times: v)
      a0 += a.column
      a1 += a.column
      a2 += a.column
      a3 += a.column
      bk += bRow
      k &+= 1
    }
    let cm = c + m &* cRow
    y0.write(to: cm, finisher)
    y1.write(to: cm + cRow, finisher)
    y2.write(to: cm + 2 &* cRow, finisher)
    y3.write(to: cm + 3 &* cRow, finisher)
  }

  /// Two rows of C, from row `m` on, for four vectors of columns.
  @inline(__always)
  private func twoBroadRows<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var y0 = Quad(start, m)
    var y1 = Quad(start, m &+ 1)
    var a0 = a.base + m &* a.row
    var a1 = a0 + a.row
    var bk = b
    var k = 0
    while k < depth {
      let v = Quad(bk)
      y0.add(a0.pointee, times: v)
      y1.add(a1.pointee, times: v)
      a0 += a.column
      a1 += a.column
      bk += bRow
      k &+= 1
    }
    let cm = c + m &* cRow
    y0.write(to: cm, finisher)
    y1.write(to: cm + cRow, finisher)
  }

  /// Two vectors of lanes side by side, in one row of C or of B.
  private struct Pair<S: LaneScalar> {
    var x0: S.Lanes
    var x1: S.Lanes

    @inline(__always)
    init(_ start: UnsafePointer<S>?, _ m: Int) {
      let x: S.Lanes = initial(start, m)
      (x0, x1) = (x, x)
    }

    @inline(__always)
    init(_ p: UnsafePointer<S>) {
      x0 = load(p)
      x1 = load(p + S.Lanes.scalarCount)
    }

    @inline(__always)
    mutating func add(_ a: S, times b: Self) {
      let s = S.Lanes(repeating: a)
      x0 = x0.addingProduct(s, b.x0)
      x1 = x1.addingProduct(s, b.x1)
    }

    @_transparent
    func write<F: Finisher>(to c: UnsafeMutablePointer<S>, _ finisher: F) {
      put(x0, c, finisher)
      put(x1, c + S.Lanes.scalarCount, finisher)
    }
  }

  /// Eight rows of C, from row `m` on, for two vectors of columns.
  @inline(__always)
  private func eightPairs<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var y0 = Pair(start, m)
    var y1 = Pair(start, m &+ 1)
    var y2 = Pair(start, m &+ 2)
    var y3 = Pair(start, m &+ 3)
    var y4 = Pair(start, m &+ 4)
    var y5 = Pair(start, m &+ 5)
    var y6 = Pair(start, m &+ 6)
    var y7 = Pair(start, m &+ 7)
    let row = a.row
    var a0 = a.base + m &* row
    var a4 = a0 + 4 &* row
    var bk = b
    var k = 0
    while k < depth {
      let v = Pair(bk)
      y0.add(a0.pointee, times: v)
      y1.add(a0[row], times: v)
      y2.add(a0[2 &* row], times: v)
      y3.add(a0[3 &* row], times: v)
      y4.add(a4.pointee, times: v)
      y5.add(a4[row], times: v)
      y6.add(a4[2 &* row], times: v)
      y7.add(a4[3 &* row], times: v)
      a0 += a.column
      a4 += a.column
      bk += bRow
      k &+= 1
    }
    let cm = c + m &* cRow
    y0.write(to: cm, finisher)
    y1.write(to: cm + cRow, finisher)
    y2.write(to: cm + 2 &* cRow, finisher)
    y3.write(to: cm + 3 &* cRow, finisher)
    y4.write(to: cm + 4 &* cRow, finisher)
    y5.write(to: cm + 5 &* cRow, finisher)
    y6.write(to: cm + 6 &* cRow, finisher)
    y7.write(to: cm + 7 &* cRow, finisher)
  }

  /// Rows of C for two vectors of columns.
  @inline(__always)
  private func pairBlocks<S: LaneScalar, F: Finisher>(
    _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ depth: Int, _ a: ScalarMatrix<S>,
    _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
  ) {
    var m = 0
    while m &+ 8 <= rows {
      eightPairs(c, cRow, m, depth, a, b, bRow, start, finisher)
      m &+= 8
    }
    let rest = ScalarMatrix(base: a.base + m &* a.row, row: a.row, column: a.column)
    let begin = start.map { $0 + m }
    for vector in 0..<2 {
      let shift = vector &* S.Lanes.scalarCount
      let corner = c + m &* cRow + shift
      let done = tallBlocks(
        corner, cRow, rows &- m, depth, rest, b + shift, bRow, begin, finisher)
      singleRows(
        corner, cRow, done..<(rows &- m), depth, rest, b + shift, bRow, begin, finisher)
    }
  }
#endif

/// Rows of C for four vectors of columns.
@inline(__always)
private func broadBlocks<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Range<Int>, _ depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?,
  _ finisher: F
) {
  var m = rows.lowerBound
  #if WIDE_REGISTERS
    while m &+ 4 <= rows.upperBound {
      fourBroadRows(c, cRow, m, depth, a, b, bRow, start, finisher)
      m &+= 4
    }
    while m &+ 2 <= rows.upperBound {
      twoBroadRows(c, cRow, m, depth, a, b, bRow, start, finisher)
      m &+= 2
    }
  #endif
  while m < rows.upperBound {
    var y = Quad(start, m)
    var am = a.base + m &* a.row
    var bk = b
    var k = 0
    while k < depth {
      y.add(am.pointee, times: Quad(bk))
      am += a.column
      bk += bRow
      k &+= 1
    }
    y.write(to: c + m &* cRow, finisher)
    m &+= 1
  }
}

/// Six rows of C, from row `m` on, for one vector of columns.
@inline(__always)
private func sixTallRows<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
) {
  var x0 = initial(start, m)
  var x1 = initial(start, m &+ 1)
  var x2 = initial(start, m &+ 2)
  var x3 = initial(start, m &+ 3)
  var x4 = initial(start, m &+ 4)
  var x5 = initial(start, m &+ 5)
  var ak = a.base + m &* a.row
  var bk = b
  var k = 0
  while k < depth {
    let v = load(bk)
    x0 = x0.addingProduct(S.Lanes(repeating: ak.pointee), v)
    x1 = x1.addingProduct(S.Lanes(repeating: ak[a.row]), v)
    x2 = x2.addingProduct(S.Lanes(repeating: ak[2 &* a.row]), v)
    x3 = x3.addingProduct(S.Lanes(repeating: ak[3 &* a.row]), v)
    x4 = x4.addingProduct(S.Lanes(repeating: ak[4 &* a.row]), v)
    x5 = x5.addingProduct(S.Lanes(repeating: ak[5 &* a.row]), v)
    ak += a.column
    bk += bRow
    k &+= 1
  }
  let cm = c + m &* cRow
  put(x0, cm, finisher)
  put(x1, cm + cRow, finisher)
  put(x2, cm + 2 &* cRow, finisher)
  put(x3, cm + 3 &* cRow, finisher)
  put(x4, cm + 4 &* cRow, finisher)
  put(x5, cm + 5 &* cRow, finisher)
}

/// Four rows of C, from row `m` on, for one vector of columns.
@inline(__always)
private func fourTallRows<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ m: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
) {
  var x0 = initial(start, m)
  var x1 = initial(start, m &+ 1)
  var x2 = initial(start, m &+ 2)
  var x3 = initial(start, m &+ 3)
  var ak = a.base + m &* a.row
  var bk = b
  var k = 0
  while k < depth {
    let v = load(bk)
    x0 = x0.addingProduct(S.Lanes(repeating: ak.pointee), v)
    x1 = x1.addingProduct(S.Lanes(repeating: ak[a.row]), v)
    x2 = x2.addingProduct(S.Lanes(repeating: ak[2 &* a.row]), v)
    x3 = x3.addingProduct(S.Lanes(repeating: ak[3 &* a.row]), v)
    ak += a.column
    bk += bRow
    k &+= 1
  }
  let cm = c + m &* cRow
  put(x0, cm, finisher)
  put(x1, cm + cRow, finisher)
  put(x2, cm + 2 &* cRow, finisher)
  put(x3, cm + 3 &* cRow, finisher)
}

/// Rows of C for one vector of columns, six or four at a time; returns how many rows that made.
@inline(__always)
private func tallBlocks<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Int, _ depth: Int, _ a: ScalarMatrix<S>,
  _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?, _ finisher: F
) -> Int {
  var m = 0
  while m &+ 6 <= rows {
    sixTallRows(c, cRow, m, depth, a, b, bRow, start, finisher)
    m &+= 6
  }
  while m &+ 4 <= rows {
    fourTallRows(c, cRow, m, depth, a, b, bRow, start, finisher)
    m &+= 4
  }
  return m
}

/// Rows of C for one vector of columns, one at a time.
@inline(__always)
private func singleRows<S: LaneScalar, F: Finisher>(
  _ c: UnsafeMutablePointer<S>, _ cRow: Int, _ rows: Range<Int>, _ depth: Int,
  _ a: ScalarMatrix<S>, _ b: UnsafePointer<S>, _ bRow: Int, _ start: UnsafePointer<S>?,
  _ finisher: F
) {
  for m in rows {
    var x = initial(start, m)
    var am = a.base + m &* a.row
    var bk = b
    var k = 0
    while k < depth {
      x = x.addingProduct(S.Lanes(repeating: am.pointee), load(bk))
      am += a.column
      bk += bRow
      k &+= 1
    }
    put(x, c + m &* cRow, finisher)
  }
}

#if !FUSED_MULTIPLY_ADD
  extension SIMD where Scalar: LaneScalar {
    /// Multiplies, rounds, adds and rounds: this build has no fused multiply-add (Package.swift).
    @inline(__always)
    fileprivate func addingProduct(_ a: Self, _ b: Self) -> Self { self + a * b }
  }
#endif
